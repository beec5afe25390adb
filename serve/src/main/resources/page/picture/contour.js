/** @typedef {import('./mask.js').Mask} Mask */

const DX = [1, 0, -1, 0];
const DY = [0, 1, 0, -1];
// pixels ahead of a corner, seen in the direction of the step: to its right and to its left
const RIGHT = [
  [0, 0],
  [-1, 0],
  [-1, -1],
  [0, -1],
];
const LEFT = [
  [0, -1],
  [0, 0],
  [-1, 0],
  [-1, -1],
];

/**
 * The closed outlines of a mask's lesions and of their holes, to be drawn: x and y in turn.
 *
 * Walks along the sides of pixels with the lesion to the right; pixels that touch at a corner belong together. Then
 * each side's middle is averaged twice with its neighbours, which moves it by less than half a pixel.
 * @param {Mask} mask @returns {Float32Array[]}
 */
export function contours(mask) {
  const seen = new Uint8Array(mask.data.length);
  const loops = [];
  for (let y = 0, i = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++, i++) {
      if (mask.data[i] === 1 && seen[i] === 0 && !mask.at(x, y - 1)) {
        loops.push(softened(softened(walk(mask, x, y, seen))));
      }
    }
  }
  return loops;
}

/** @param {Mask} mask @param {number} startX @param {number} startY @param {Uint8Array} seen upper sides walked */
function walk(mask, startX, startY, seen) {
  const points = [];
  let x = startX;
  let y = startY;
  let direction = 0;
  do {
    if (direction === 0) {
      seen[y * mask.width + x] = 1;
    }
    points.push(x + DX[direction] / 2, y + DY[direction] / 2);
    x += DX[direction];
    y += DY[direction];
    if (mask.at(x + LEFT[direction][0], y + LEFT[direction][1])) {
      direction = (direction + 3) % 4;
    } else if (!mask.at(x + RIGHT[direction][0], y + RIGHT[direction][1])) {
      direction = (direction + 1) % 4;
    }
  } while (x !== startX || y !== startY || direction !== 0);
  return points;
}

/** @param {ArrayLike<number>} points */
function softened(points) {
  const count = points.length;
  const soft = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    soft[i] = (points[(i + count - 2) % count] + 2 * points[i] + points[(i + 2) % count]) / 4;
  }
  return soft;
}
