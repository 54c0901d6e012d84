from .claims import (
    LECTURES as LECTURES,
)
from .claims import (
    SECTIONS as SECTIONS,
)
from .claims import (
    Claim as Claim,
)
from .claims import (
    Contrast as Contrast,
)
from .claims import (
    Equivalent as Equivalent,
)
from .claims import (
    Faster as Faster,
)
from .claims import (
    Identity as Identity,
)
from .claims import (
    Question as Question,
)
from .claims import (
    Ranks as Ranks,
)
from .claims import (
    Readings as Readings,
)
from .claims import (
    Succeeds as Succeeds,
)
from .claims import (
    Superior as Superior,
)
from .claims import (
    Test as Test,
)
from .claims import (
    Unbeaten as Unbeaten,
)
from .claims import (
    Within as Within,
)
from .components.cells import (
    Cell as Cell,
)
from .components.cells import (
    PreActivation as PreActivation,
)
from .components.cells import (
    RetainingGate as RetainingGate,
)
from .components.cells import (
    State as State,
)
from .components.clips import Clip as Clip
from .components.corpora import (
    KEYS as KEYS,
)
from .components.corpora import (
    SPLITS as SPLITS,
)
from .components.corpora import (
    ChoicesCorpus as ChoicesCorpus,
)
from .components.corpora import (
    Corpus as Corpus,
)
from .components.corpora import (
    DataError as DataError,
)
from .components.corpora import (
    File as File,
)
from .components.corpora import (
    LabelledSentences as LabelledSentences,
)
from .components.corpora import (
    LabelledVectors as LabelledVectors,
)
from .components.corpora import (
    OwnText as OwnText,
)
from .components.corpora import (
    Rolls as Rolls,
)
from .components.corpora import (
    RollsCorpus as RollsCorpus,
)
from .components.corpora import (
    SentencesCorpus as SentencesCorpus,
)
from .components.corpora import (
    Split as Split,
)
from .components.corpora import (
    Text as Text,
)
from .components.corpora import (
    TextCorpus as TextCorpus,
)
from .components.corpora import (
    VectorsCorpus as VectorsCorpus,
)
from .components.corpora import (
    VerbChoice as VerbChoice,
)
from .components.corpora import (
    VerbChoices as VerbChoices,
)
from .components.corpora import (
    holding as holding,
)
from .components.inits import Init as Init
from .components.inits import Scales as Scales
from .components.inits import uniform as uniform
from .components.norms import Norm as Norm
from .components.penalties import Penalty as Penalty
from .components.registry import ComponentsError as ComponentsError
from .components.registry import Registry as Registry
from .components.tasks import IGNORED as IGNORED
from .components.tasks import Batch as Batch
from .components.tasks import Task as Task
from .components.tasks._classes import ClassTask as ClassTask
from .components.tasks._classes import SymbolTask as SymbolTask
from .components.tasks._corpora import CorpusTask as CorpusTask
from .probes import Probe as Probe
from .probes import Reading as Reading
from .seeding import generator as generator
from .testing import (
    CELL_CHECKS as CELL_CHECKS,
)
from .testing import (
    CLAIM_CHECKS as CLAIM_CHECKS,
)
from .testing import (
    PROBE_CHECKS as PROBE_CHECKS,
)
from .testing import (
    TASK_CHECKS as TASK_CHECKS,
)
from .testing import (
    one_step as one_step,
)
