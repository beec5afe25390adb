/**
 * What the editing tools do to a mask. Each returns the box that it may have changed, or null.
 */
/** @typedef {import('./geometry.js').Point} Point */
/** @typedef {import('./geometry.js').Box} Box */

/** The lesion's pixels of a picture: 1 inside, 0 outside. */
export class Mask {
  /** @param {number} width @param {number} height @param {Uint8Array} [data] */
  constructor(width, height, data = new Uint8Array(width * height)) {
    this.width = width;
    this.height = height;
    this.data = data;
  }

  /** A mask of which nothing is shared with this one. */
  copy() {
    return new Mask(this.width, this.height, this.data.slice());
  }

  /** @param {number} x @param {number} y */
  at(x, y) {
    return x >= 0 && y >= 0 && x < this.width && y < this.height && this.data[y * this.width + x] === 1;
  }

  get empty() {
    return !this.data.includes(1);
  }

  /** @param {Mask} other */
  equals(other) {
    return this.data.length === other.data.length && this.data.every((value, i) => value === other.data[i]);
  }
}

/**
 * Sets the pixels whose centre is at most the radius away from a line: one piece of a brush's stroke.
 * @param {Mask} mask @param {Point} from @param {Point} to @param {number} radius @param {0 | 1} value
 * @returns {Box | null}
 */
export function stroke(mask, from, to, radius, value) {
  const reach = Math.max(radius, 0.5);
  const box = clipped(mask, {
    x0: Math.floor(Math.min(from.x, to.x) - reach),
    y0: Math.floor(Math.min(from.y, to.y) - reach),
    x1: Math.ceil(Math.max(from.x, to.x) + reach),
    y1: Math.ceil(Math.max(from.y, to.y) + reach),
  });
  if (!box) {
    return null;
  }
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  for (let y = box.y0; y < box.y1; y++) {
    for (let x = box.x0; x < box.x1; x++) {
      const px = x + 0.5 - from.x;
      const py = y + 0.5 - from.y;
      const along = length === 0 ? 0 : Math.min(Math.max((px * dx + py * dy) / length, 0), 1);
      const ex = px - along * dx;
      const ey = py - along * dy;
      if (ex * ex + ey * ey <= reach * reach) {
        mask.data[y * mask.width + x] = value;
      }
    }
  }
  return box;
}

/**
 * Sets the pixels whose centre lies inside a polygon (even-odd rule).
 * @param {Mask} mask @param {Point[]} corners @param {0 | 1} value @returns {Box | null}
 */
export function fillPolygon(mask, corners, value) {
  if (corners.length < 3) {
    return null;
  }
  const box = clipped(mask, {
    x0: Math.floor(Math.min(...corners.map((p) => p.x))),
    y0: Math.floor(Math.min(...corners.map((p) => p.y))),
    x1: Math.ceil(Math.max(...corners.map((p) => p.x))),
    y1: Math.ceil(Math.max(...corners.map((p) => p.y))),
  });
  for (let y = box?.y0 ?? 0; box && y < box.y1; y++) {
    const crossings = [];
    for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
      const a = corners[i];
      const b = corners[j];
      if (a.y > y + 0.5 !== b.y > y + 0.5) {
        crossings.push(a.x + ((y + 0.5 - a.y) * (b.x - a.x)) / (b.y - a.y));
      }
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const start = Math.max(Math.ceil(crossings[i] - 0.5), box.x0);
      const end = Math.min(Math.ceil(crossings[i + 1] - 0.5), box.x1);
      if (start < end) {
        mask.data.fill(value, y * mask.width + start, y * mask.width + end);
      }
    }
  }
  return box;
}

/**
 * Takes away the lesion at a point: all its pixels that touch each other, corners included.
 * @param {Mask} mask @param {number} x @param {number} y @returns {Box | null}
 */
export function removeLesion(mask, x, y) {
  if (!mask.at(x, y)) {
    return null;
  }
  const box = { x0: x, y0: y, x1: x + 1, y1: y + 1 };
  const open = [y * mask.width + x];
  mask.data[open[0]] = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const cx = at % mask.width;
    const cy = (at - cx) / mask.width;
    box.x0 = Math.min(box.x0, cx);
    box.y0 = Math.min(box.y0, cy);
    box.x1 = Math.max(box.x1, cx + 1);
    box.y1 = Math.max(box.y1, cy + 1);
    for (let ny = cy - 1; ny <= cy + 1; ny++) {
      for (let nx = cx - 1; nx <= cx + 1; nx++) {
        if (mask.at(nx, ny)) {
          mask.data[ny * mask.width + nx] = 0;
          open.push(ny * mask.width + nx);
        }
      }
    }
  }
  return box;
}

/**
 * Fills what the lesions enclose: the background that no path along sides joins to the picture's edge.
 * @param {Mask} mask @returns {Box | null}
 */
export function fillHoles(mask) {
  const { width, height, data } = mask;
  const outside = new Uint8Array(data.length);
  /** @type {number[]} */
  const open = [];
  const visit = (/** @type {number} */ at) => {
    if (data[at] === 0 && outside[at] === 0) {
      outside[at] = 1;
      open.push(at);
    }
  };
  for (let x = 0; x < width; x++) {
    visit(x);
    visit((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    visit(y * width);
    visit(y * width + width - 1);
  }
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at < width * (height - 1)) visit(at + width);
  }
  for (let i = 0; i < data.length; i++) {
    data[i] = outside[i] === 1 ? 0 : 1;
  }
  return bounds(mask);
}

/**
 * Smooths outlines: a pixel belongs to the lesion where most of its surroundings do (twice a mean of a square).
 * @param {Mask} mask @param {number} [radius] @returns {Box | null}
 */
export function smooth(mask, radius = 2) {
  const box = bounds(mask);
  if (!box) {
    return null;
  }
  const around = /** @type {Box} */ (clipped(mask, { x0: box.x0 - 2, y0: box.y0 - 2, x1: box.x1 + 2, y1: box.y1 + 2 }));
  const width = around.x1 - around.x0;
  const height = around.y1 - around.y0;
  let values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      values[y * width + x] = mask.data[(y + around.y0) * mask.width + x + around.x0];
    }
  }
  for (let pass = 0; pass < 2; pass++) {
    values = transposedMeans(transposedMeans(values, width, height, radius), height, width, radius);
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      mask.data[(y + around.y0) * mask.width + x + around.x0] = values[y * width + x] >= 0.5 ? 1 : 0;
    }
  }
  return around;
}

/**
 * Means along rows, written as columns; the edge's pixel is repeated outside.
 * @param {Float32Array} values @param {number} width @param {number} height @param {number} radius
 */
function transposedMeans(values, width, height, radius) {
  const means = new Float32Array(values.length);
  const window = 2 * radius + 1;
  for (let y = 0; y < height; y++) {
    const at = (/** @type {number} */ x) => values[y * width + Math.min(Math.max(x, 0), width - 1)];
    let sum = 0;
    for (let x = -radius; x <= radius; x++) {
      sum += at(x);
    }
    for (let x = 0; x < width; x++) {
      means[x * height + y] = sum / window;
      sum += at(x + radius + 1) - at(x - radius);
    }
  }
  return means;
}

/** The smallest box around all lesions, or null where there is none. @param {Mask} mask @returns {Box | null} */
export function bounds(mask) {
  /** @type {Box | null} */
  let box = null;
  for (let y = 0; y < mask.height; y++) {
    const row = mask.data.subarray(y * mask.width, (y + 1) * mask.width);
    const first = row.indexOf(1);
    if (first >= 0) {
      const end = row.lastIndexOf(1) + 1;
      box = box
        ? { x0: Math.min(box.x0, first), y0: box.y0, x1: Math.max(box.x1, end), y1: y + 1 }
        : { x0: first, y0: y, x1: end, y1: y + 1 };
    }
  }
  return box;
}

/** @param {Mask} mask @param {Box} box @returns {Box | null} */
function clipped(mask, box) {
  const inside = {
    x0: Math.max(box.x0, 0),
    y0: Math.max(box.y0, 0),
    x1: Math.min(box.x1, mask.width),
    y1: Math.min(box.y1, mask.height),
  };
  return inside.x0 < inside.x1 && inside.y0 < inside.y1 ? inside : null;
}
