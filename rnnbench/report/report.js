// Filters and sorts the table of claims. Without it the page shows all of them.
(() => {
  const form = document.getElementById("filters");
  const body = document.querySelector("#claims-table tbody");
  const rows = [...body.rows];
  const keys = ["lecture", "section", "verdict", "task"];
  const number = (row, key) => Number(row.getAttribute(`data-sort-${key}`));

  function fits(row) {
    const words = form.elements.words.value.trim().toLowerCase();
    return (
      keys.every((key) => {
        const wanted = form.elements[key].value;
        return !wanted || row.dataset[key].split("|").includes(wanted);
      }) && row.textContent.toLowerCase().includes(words)
    );
  }

  function show() {
    const sort = form.elements.sort.value;
    const direction = sort === "verdict" ? 1 : -1;
    const order = sort
      ? [...rows].sort((a, b) => direction * (number(a, sort) - number(b, sort)))
      : rows;
    body.append(...order);
    for (const row of rows) row.hidden = !fits(row);
    const shown = rows.filter((row) => !row.hidden).length;
    form.querySelector("output").textContent = `${shown} of ${rows.length} shown`;
  }

  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  show();
})();
