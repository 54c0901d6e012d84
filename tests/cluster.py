"""A real Slurm of one node on this machine, from Debian's packages; for tests only."""

import os
import shutil
import subprocess
import time
from pathlib import Path

SYSTEM = Path("/etc/slurm")
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol")
CPUS, MEMORY = 2, 8000
SETTINGS = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1
MinJobAge=600
KillWait=5
ReturnToService=2
MpiDefault=none
SlurmdParameters=config_overrides
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
GresTypes=gpu
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} Gres=gpu:1
PartitionName=main Nodes={host} Default=YES State=UP
"""
# A GPU for the scheduler's eyes only.
FILES = {"cgroup.conf": "CgroupPlugin=cgroup/v1\n", "gres.conf": "Name=gpu File=/dev/null\n"}


def missing():
    """Why there can be no such Slurm here, or None."""
    absent = [program for program in PROGRAMS if not _which(program)]
    if absent:
        return f"Slurm's packages are not installed ({', '.join(absent)})"
    if os.geteuid() != 0:
        return "only root can start a Slurm"
    if (SYSTEM / "slurm.conf").exists():
        return f"{SYSTEM}/slurm.conf belongs to another Slurm"
    return None


def _which(program):
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


class Slurm:
    """A controller, a node and their authentication, in a folder of their own.

    Slurm's programs look for its settings in ``/etc/slurm``: they are linked there meanwhile.
    """

    def __init__(self, folder):
        self.folder = folder
        self.daemons = []

    def __enter__(self):
        host = os.uname().nodename.split(".")[0]
        self.folder.chmod(0o755)
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        settings = SETTINGS.format(host=host, folder=self.folder, cpus=CPUS, memory=MEMORY)
        SYSTEM.mkdir(exist_ok=True)
        for name, text in {"slurm.conf": settings, **FILES}.items():
            (self.folder / name).write_text(text)
            (SYSTEM / name).unlink(missing_ok=True)  # of one that was killed
            (SYSTEM / name).symlink_to(self.folder / name)
        self._authenticate()
        self._start("slurmctld", "-D", "-c")
        self._start("slurmd", "-D", "-c")
        self._wait_until_idle()
        return self

    def __exit__(self, *_):
        self.ask("scancel", f"--user={os.getuid()}")
        for daemon in reversed(self.daemons):
            daemon.terminate()
            daemon.wait()
        for name in ("slurm.conf", *FILES):
            (SYSTEM / name).unlink()

    def ask(self, program, *arguments):
        """What one of Slurm's programs prints."""
        command = [_which(program), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def _authenticate(self):
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        files = [f"--{n}-file={self.folder}/munge.{n}" for n in ("pid", "log", "seed")]
        self._start(
            "munged", "--foreground", "--force", f"--key-file={key}",
            f"--socket={self.folder}/munge.socket", *files,
        )  # fmt: skip

    def _start(self, program, *arguments):
        command = [_which(program), *arguments]
        with (self.folder / f"{program}.out").open("wb") as log:
            self.daemons.append(subprocess.Popen(command, stdout=log, stderr=log))

    def _wait_until_idle(self):
        for _ in range(300):
            done = subprocess.run(
                [_which("sinfo"), "-h", "-o", "%T"], capture_output=True, text=True, check=False
            )
            if done.stdout.strip() == "idle":
                return
            time.sleep(0.1)
        logs = "\n".join(file.read_text() for file in self.folder.glob("*.out"))
        raise RuntimeError(f"Slurm did not start: {done.stderr}\n{logs}")
