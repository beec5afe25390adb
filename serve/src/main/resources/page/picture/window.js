/**
 * Tables from a sample to what is seen: window and level, and the colours of probabilities.
 */
/** @typedef {{centre: number, width: number}} Window */

/** The window that shows samples of 8 bits as they are. */
export const WHOLE = Object.freeze({ centre: 127.5, width: 255 });

/**
 * Brightness 0..255 for each sample 0..255: black below the window, white above it.
 * @param {Window} window @param {boolean} inverted @returns {Uint8ClampedArray}
 */
export function windowTable(window, inverted) {
  const table = new Uint8ClampedArray(256);
  const low = window.centre - window.width / 2;
  for (let value = 0; value < 256; value++) {
    const bright = ((value - low) / Math.max(window.width, 1)) * 255;
    table[value] = inverted ? 255 - bright : bright;
  }
  return table;
}

/**
 * Writes a picture through a table, in place of the pixels of another.
 * @param {Uint8ClampedArray} from RGBA @param {Uint8ClampedArray} to RGBA @param {Uint8ClampedArray} table
 */
export function throughTable(from, to, table) {
  for (let i = 0; i < from.length; i += 4) {
    to[i] = table[from[i]];
    to[i + 1] = table[from[i + 1]];
    to[i + 2] = table[from[i + 2]];
    to[i + 3] = from[i + 3];
  }
}

/**
 * The window after a drag: right widens, left narrows (contrast); down darkens, up brightens.
 * @param {Window} window @param {number} dx @param {number} dy @param {number} range of the picture's samples
 * @returns {Window}
 */
export function dragged(window, dx, dy, range) {
  const step = range / 512;
  return {
    centre: window.centre + dy * step,
    width: Math.min(Math.max(window.width + dx * step, range / 255), 4 * range),
  };
}

// from dark violet over red and orange to pale yellow: brightness grows with the probability
const STOPS = [
  [0, 20, 11, 52],
  [0.25, 101, 21, 110],
  [0.5, 188, 55, 84],
  [0.75, 249, 142, 9],
  [1, 252, 245, 164],
];

/**
 * RGBA for each probability 0..255; what is improbable is clear.
 * @returns {Uint8ClampedArray} 256 times 4 values
 */
export function heatTable() {
  const table = new Uint8ClampedArray(1024);
  for (let value = 0; value < 256; value++) {
    const p = value / 255;
    const above = Math.max(
      STOPS.findIndex((stop) => stop[0] >= p),
      1,
    );
    const [low, high] = [STOPS[above - 1], STOPS[above]];
    const share = (p - low[0]) / (high[0] - low[0]);
    for (let channel = 0; channel < 3; channel++) {
      table[4 * value + channel] = low[channel + 1] + share * (high[channel + 1] - low[channel + 1]);
    }
    table[4 * value + 3] = 255 * Math.min(p * 4, 1);
  }
  return table;
}
