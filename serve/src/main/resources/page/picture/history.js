/** @typedef {import('./mask.js').Mask} Mask */
/** @typedef {import('./geometry.js').Box} Box */
/** @typedef {{box: Box, bits: Uint8Array, name: string}} Change */

/** The most that the changes of one picture hold in memory. */
const LIMIT = 16 * 1024 * 1024;

/**
 * What was done to a mask, to be undone and done again. A change is one bit for each pixel of its box: whether the
 * pixel turned over. When all changes together exceed the limit, the oldest is forgotten.
 */
export class History {
  /** @param {number} [limit] bytes */
  constructor(limit = LIMIT) {
    this.limit = limit;
    /** @type {Change[]} */
    this.done = [];
    /** @type {Change[]} */
    this.undone = [];
  }

  get bytes() {
    return [...this.done, ...this.undone].reduce((sum, change) => sum + change.bits.length, 0);
  }

  /**
   * Keeps what became of a mask inside a box; says whether anything changed.
   * @param {Mask} before @param {Mask} after @param {Box} box @param {string} name of the tool
   */
  record(before, after, box, name) {
    const bits = new Uint8Array(Math.ceil(((box.x1 - box.x0) * (box.y1 - box.y0)) / 8));
    let changed = false;
    eachPixel(after, box, (at, n) => {
      if (before.data[at] !== after.data[at]) {
        bits[n >> 3] |= 1 << (n & 7);
        changed = true;
      }
    });
    if (changed) {
      this.undone = [];
      this.done.push({ box, bits, name });
      while (this.done.length > 1 && this.bytes > this.limit) {
        this.done.shift();
      }
    }
    return changed;
  }

  /** @param {Mask} mask @returns {Box | null} what changed */
  undo(mask) {
    return turn(mask, this.done, this.undone);
  }

  /** @param {Mask} mask @returns {Box | null} what changed */
  redo(mask) {
    return turn(mask, this.undone, this.done);
  }

  /** The tools whose changes stand now, in order. */
  get tools() {
    return this.done.map((change) => change.name);
  }
}

/** @param {Mask} mask @param {Change[]} from @param {Change[]} to */
function turn(mask, from, to) {
  const change = from.pop();
  if (!change) {
    return null;
  }
  eachPixel(mask, change.box, (at, n) => {
    mask.data[at] ^= (change.bits[n >> 3] >> (n & 7)) & 1;
  });
  to.push(change);
  return change.box;
}

/** @param {Mask} mask @param {Box} box @param {(at: number, n: number) => void} action */
function eachPixel(mask, box, action) {
  for (let y = box.y0, n = 0; y < box.y1; y++) {
    for (let x = box.x0; x < box.x1; x++, n++) {
      action(y * mask.width + x, n);
    }
  }
}
