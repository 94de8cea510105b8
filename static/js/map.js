// Draws a map of where signatures come from, with d3-geo and the shapes of Natural Earth. The table
// beside it says the same: small states, which nobody can see on a map, get a dot.

const { d3, topojson } = window;
const SVG = "http://www.w3.org/2000/svg";
const ANTARCTICA = "010";
const WIDTH = 800;
const HEIGHT = 400;
const EDGE = 40;
const MOST_NEAR = 9; // times as near as the whole world
const SMALL = 30; // square units of the drawing
const SHARE_IN_SIGHT = 0.9;

let shapes;

const countries = async (address) => {
  shapes ??= fetch(address).then((answer) => answer.json());
  const world = await shapes;
  return topojson
    .feature(world, world.objects.countries)
    .features.filter((country) => country.id !== ANTARCTICA);
};

const collected = (features) => ({ type: "FeatureCollection", features });

// Those that hold most of the signatures, the most first.
const foremost = (features, data) => {
  const ours = features.filter(({ id }) => data[id]).sort((a, b) => data[b.id].n - data[a.id].n);
  const total = ours.reduce((sum, { id }) => sum + data[id].n, 0);
  let sum = 0;
  return ours.filter(({ id }) => {
    const isIn = sum < SHARE_IN_SIGHT * total;
    sum += data[id].n;
    return isIn;
  });
};

const wholeWorld = (features) => d3.geoEqualEarth().fitSize([WIDTH, HEIGHT], collected(features));

// As near as shows all of `features`; null where that is the whole world, more or less.
const nearer = (features, world) => {
  if (!features.length) return null;
  const [middle] = d3.geoCentroid(collected(features));
  const turned = d3.geoEqualEarth().rotate([-middle, 0]);
  turned.fitExtent([[EDGE, EDGE], [WIDTH - EDGE, HEIGHT - EDGE]], collected(features));
  if (turned.scale() < 1.5 * world.scale()) return null;
  const most = MOST_NEAR * world.scale();
  if (turned.scale() > most) {
    turned.scale(most).translate([0, 0]);
    const [[left, top], [right, bottom]] = d3.geoPath(turned).bounds(collected(features));
    turned.translate([(WIDTH - left - right) / 2, (HEIGHT - top - bottom) / 2]);
  }
  return turned.clipExtent([[0, 0], [WIDTH, HEIGHT]]);
};

const element = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
};

const drawing = (features, data, projection) => {
  const path = d3.geoPath(projection).digits(1);
  const svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
  const dots = [];
  for (const country of features) {
    const d = path(country);
    if (!d) continue;
    const shade = data[country.id];
    const looks = { class: shade ? `land level-${shade.level}` : "land" };
    if (shade) looks["data-country"] = country.id;
    svg.append(element("path", { ...looks, d }));
    if (!shade || path.area(country) > SMALL) continue;
    const [cx, cy] = path.centroid(country);
    dots.push(element("circle", { ...looks, cx, cy, r: 5 }));
  }
  svg.append(...dots);
  return svg;
};

const show = async (figure) => {
  const data = JSON.parse(figure.dataset.map);
  const features = await countries(figure.dataset.shapes);
  const place = figure.querySelector(".world-drawing");
  const says = figure.querySelector("[data-map-says]");
  const button = figure.querySelector("[data-map-zoom]");
  const hint = says.textContent;
  const world = wholeWorld(features);
  const near = nearer(foremost(features, data), world);
  let isNear = Boolean(near) && figure.dataset.isFar === undefined;

  const draw = () => {
    place.replaceChildren(drawing(features, data, isNear ? near : world));
    button.hidden = !near;
    button.textContent = isNear ? button.dataset.farther : button.dataset.nearer;
  };
  const tell = ({ target }) => {
    const pointed = data[target.getAttribute("data-country")];
    says.textContent = pointed ? `${pointed.name}: ${pointed.words}` : hint;
  };

  draw();
  place.addEventListener("pointermove", tell);
  place.addEventListener("click", tell);
  button.addEventListener("click", () => {
    isNear = !isNear;
    draw();
  });
};

const wait = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      wait.unobserve(target);
      show(target).catch(() => {
        target.hidden = true; // the shapes did not arrive; the table is there
      });
    }
  },
  { rootMargin: "400px" },
);

const showAll = () => {
  for (const figure of document.querySelectorAll("[data-map][hidden]")) {
    figure.hidden = false;
    wait.observe(figure);
  }
};

// A quarter of a megabyte, once: not for whoever asked to save data.
if (d3?.geoPath && topojson && !navigator.connection?.saveData) {
  showAll();
  document.addEventListener("figures:changed", showAll);
}
