// Draws a chart of bars from the table that stands below it, with uPlot, and puts the table away
// behind its summary. Values appear in words while one points at a bar or goes from one to the next
// with the arrow keys. Drawn anew when the table changes (live.js), the width, or light and dark.

const { uPlot } = window;
const LABEL_WIDTH = 74;
const formats = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, {
  notation: "compact",
});

const colour = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();

// Where an axis says something: at each new label, as many of them as there is room for.
const labelled = (shorts, width) => {
  const apart = (shorts.length * LABEL_WIDTH) / Math.max(width, 1);
  const kept = [];
  for (let at = shorts.length - 1; at >= 0; at -= 1) {
    const isNew = shorts[at] !== shorts[at - 1];
    if (isNew && (!kept.length || kept[0] - at >= apart)) kept.unshift(at);
  }
  return kept;
};

const inWords = (table, row) => {
  const [confirmed, withdrawn] = row.querySelectorAll("[data-n]");
  return table.dataset.says
    .replace("BEGINS", row.querySelector("th").textContent)
    .replace("CONFIRMED", confirmed.textContent)
    .replace("WITHDRAWN", withdrawn.textContent);
};

const draw = (place) => {
  const table = document.getElementById(place.dataset.bars);
  const says = place.parentElement.querySelector("[data-chart-says]");
  const rows = [...table.tBodies[0].rows].reverse(); // the newest stands first
  const shorts = rows.map((row) => row.querySelector("th").dataset.short);
  const numbers = rows.map((row) => Number(row.querySelector("[data-n]").dataset.n));
  place.hidden = says.hidden = false;

  const font = "12px system-ui, sans-serif";
  const soft = colour(place, "--ink-soft");
  const height = () => (place.clientWidth < 480 ? 190 : 240);
  const chart = new uPlot(
    {
      width: place.clientWidth,
      height: height(),
      padding: [10, 24, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
      scales: {
        x: { time: false, range: (_chart, from, to) => [from - 0.6, to + 0.6] },
        y: { range: (_chart, _from, to) => [0, Math.max(4, to * 1.08)] },
      },
      axes: [
        {
          font,
          stroke: soft,
          grid: { show: false },
          ticks: { show: false },
          size: 30,
          splits: (self) => labelled(shorts, self.width),
          values: (_self, splits) => splits.map((at) => shorts[at]),
        },
        {
          font,
          stroke: soft,
          size: 48,
          grid: { stroke: colour(place, "--rule"), width: 1 },
          ticks: { show: false },
          incrs: [1, 2, 5].flatMap((step) => [0, 1, 2, 3, 4, 5, 6, 7].map((power) => step * 10 ** power))
            .sort((one, other) => one - other),
          values: (_self, splits) => splits.map((split) => formats.format(split)),
        },
      ],
      series: [
        {},
        {
          fill: colour(place, "--accent"),
          width: 0,
          points: { show: false },
          paths: uPlot.paths.bars({ size: [0.78, 44] }),
        },
      ],
      hooks: {
        setCursor: [
          ({ cursor }) => {
            if (cursor.idx != null && cursor.left >= 0) says.textContent = inWords(table, rows[cursor.idx]);
          },
        ],
      },
    },
    [rows.map((_row, at) => at), numbers],
    place,
  );

  let at = rows.length;
  place.onkeydown = (event) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    at = Math.max(0, Math.min(rows.length - 1, to));
    chart.setCursor({ left: chart.valToPos(at, "x"), top: 1 });
  };

  const resized = new ResizeObserver(() => {
    if (place.clientWidth && place.clientWidth !== chart.width) {
      chart.setSize({ width: place.clientWidth, height: height() });
    }
  });
  resized.observe(place);
  return () => {
    resized.disconnect();
    chart.destroy();
  };
};

const drawn = new Map();

const drawAll = () => {
  for (const [place, undo] of drawn) {
    if (place.isConnected) continue;
    undo();
    drawn.delete(place);
  }
  for (const place of document.querySelectorAll("[data-bars]")) {
    if (drawn.has(place)) continue;
    drawn.set(place, draw(place));
    const table = place.parentElement.querySelector("[data-table-of-chart]");
    if (!table.hasAttribute("data-kept-open")) table.open = false;
  }
};

if (uPlot) {
  drawAll();
  document.addEventListener("figures:changed", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const undo of drawn.values()) undo();
    drawn.clear();
    drawAll();
  });
}
