/**
 * Where a picture lies on the screen, and where a pointer lies in the picture.
 * Coordinates of a picture are pixels, x right, y down, 0,0 the upper left corner of the first pixel.
 */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Box x1 and y1 are the first column and row outside. */
/** @typedef {{scale: number, x: number, y: number}} View screen = scale * picture + (x, y) */

/** How far a picture is enlarged at most, in screen pixels for one of its own. */
export const LARGEST_SCALE = 40;

/**
 * The view in which the whole picture is seen, in the middle.
 * @param {Size} picture @param {Size} screen @param {number} [margin] @returns {View}
 */
export function fit(picture, screen, margin = 12) {
  const scale = Math.max(
    Math.min((screen.width - 2 * margin) / picture.width, (screen.height - 2 * margin) / picture.height),
    0.01,
  );
  return centred(picture, screen, scale);
}

/**
 * The view of a scale in which the picture's middle is the screen's.
 * @param {Size} picture @param {Size} screen @param {number} scale @returns {View}
 */
export function centred(picture, screen, scale) {
  return {
    scale,
    x: (screen.width - scale * picture.width) / 2,
    y: (screen.height - scale * picture.height) / 2,
  };
}

/**
 * Enlarges around a point of the screen, which stays where it is.
 * @param {View} view @param {number} factor @param {Point} at @param {number} smallest @returns {View}
 */
export function zoomed(view, factor, at, smallest) {
  const scale = Math.min(Math.max(view.scale * factor, smallest), LARGEST_SCALE);
  const ratio = scale / view.scale;
  return { scale, x: at.x - ratio * (at.x - view.x), y: at.y - ratio * (at.y - view.y) };
}

/**
 * Moves the view so that a part of the picture stays on the screen.
 * @param {View} view @param {Size} picture @param {Size} screen @param {number} [kept] @returns {View}
 */
export function held(view, picture, screen, kept = 48) {
  const limit = (/** @type {number} */ at, /** @type {number} */ length, /** @type {number} */ room) =>
    Math.min(Math.max(at, Math.min(kept, room / 2) - length), room - Math.min(kept, room / 2));
  return {
    scale: view.scale,
    x: limit(view.x, view.scale * picture.width, screen.width),
    y: limit(view.y, view.scale * picture.height, screen.height),
  };
}

/** @param {View} view @param {Point} screen @returns {Point} */
export function toPicture(view, screen) {
  return { x: (screen.x - view.x) / view.scale, y: (screen.y - view.y) / view.scale };
}

/** @param {View} view @param {Point} picture @returns {Point} */
export function toScreen(view, picture) {
  return { x: picture.x * view.scale + view.x, y: picture.y * view.scale + view.y };
}

/** @param {Point} a @param {Point} b */
export function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** @param {Point} a @param {Point} b @returns {Point} */
export function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** The nearest point inside the picture. @param {Point} p @param {Size} size @returns {Point} */
export function inside(p, size) {
  return { x: Math.min(Math.max(p.x, 0), size.width), y: Math.min(Math.max(p.y, 0), size.height) };
}

/** The box with two corners, whole pixels, inside the picture. @param {Point} a @param {Point} b @param {Size} size */
export function boxBetween(a, b, size) {
  const p = inside({ x: Math.floor(Math.min(a.x, b.x)), y: Math.floor(Math.min(a.y, b.y)) }, size);
  const q = inside({ x: Math.ceil(Math.max(a.x, b.x)), y: Math.ceil(Math.max(a.y, b.y)) }, size);
  return { x0: p.x, y0: p.y, x1: q.x, y1: q.y };
}

/** The smallest box around both. @param {Box | null} a @param {Box | null} b @returns {Box | null} */
export function union(a, b) {
  if (!a || !b) {
    return a ?? b;
  }
  return {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
  };
}

/**
 * The millimetres of a pixel where a whole line lies in one region of the picture, or null.
 * @param {Array<Box & {mmX: number, mmY: number}>} scale @param {Point} a @param {Point} b
 * @returns {{mmX: number, mmY: number} | null}
 */
export function spacing(scale, a, b) {
  const holds = (/** @type {Box} */ r, /** @type {Point} */ p) =>
    p.x >= r.x0 && p.x <= r.x1 && p.y >= r.y0 && p.y <= r.y1;
  return scale.find((region) => holds(region, a) && holds(region, b)) ?? null;
}
