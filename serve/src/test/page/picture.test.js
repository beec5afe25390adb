import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contours } from '../../main/resources/page/picture/contour.js';
import * as geometry from '../../main/resources/page/picture/geometry.js';
import { History } from '../../main/resources/page/picture/history.js';
import * as masks from '../../main/resources/page/picture/mask.js';
import * as windows from '../../main/resources/page/picture/window.js';

const { Mask } = masks;

/** @param {string[]} rows @returns {masks.Mask} */
function drawn(...rows) {
  const data = rows
    .join('')
    .split('')
    .map((c) => (c === '#' ? 1 : 0));
  return new Mask(rows[0].length, rows.length, Uint8Array.from(data));
}

/** @param {masks.Mask} mask */
function rows(mask) {
  return Array.from({ length: mask.height }, (_, y) =>
    Array.from({ length: mask.width }, (_, x) => (mask.at(x, y) ? '#' : '.')).join(''),
  );
}

/** @param {masks.Mask} mask */
function area(mask) {
  return mask.data.reduce((sum, value) => sum + value, 0);
}

/** A repeatable stream of numbers below 1. @param {number} seed */
function stream(seed) {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

test('a fitted picture is whole, in the middle, and a screen point finds its way back', () => {
  const view = geometry.fit({ width: 400, height: 200 }, { width: 824, height: 800 }, 12);
  assert.deepEqual(view, { scale: 2, x: 12, y: 200 });
  assert.deepEqual(geometry.toPicture(view, { x: 12, y: 200 }), { x: 0, y: 0 });
  assert.deepEqual(geometry.toScreen(view, { x: 400, y: 200 }), { x: 812, y: 600 });
});

test('the point under the pointer stays there while the picture is enlarged', () => {
  const view = geometry.zoomed({ scale: 1.5, x: -20, y: 33 }, 1.7, { x: 211, y: 97 }, 0.1);
  const before = geometry.toPicture({ scale: 1.5, x: -20, y: 33 }, { x: 211, y: 97 });
  const after = geometry.toPicture(view, { x: 211, y: 97 });
  assert.ok(geometry.distance(before, after) < 1e-9);
  assert.equal(geometry.zoomed(view, 1000, { x: 0, y: 0 }, 0.1).scale, geometry.LARGEST_SCALE);
  assert.equal(geometry.zoomed(view, 1e-6, { x: 0, y: 0 }, 0.25).scale, 0.25);
});

test('a picture cannot be moved off the screen', () => {
  const view = geometry.held({ scale: 1, x: 5000, y: -5000 }, { width: 300, height: 300 }, { width: 800, height: 600 });
  assert.deepEqual(view, { scale: 1, x: 752, y: -252 });
});

test('a line has a spacing only where one region holds it whole', () => {
  const scale = [
    { x0: 0, y0: 0, x1: 100, y1: 100, mmX: 0.1, mmY: 0.2 },
    { x0: 100, y0: 0, x1: 200, y1: 100, mmX: 0.3, mmY: 0.3 },
  ];
  assert.equal(geometry.spacing(scale, { x: 1, y: 1 }, { x: 99, y: 99 })?.mmY, 0.2);
  assert.equal(geometry.spacing(scale, { x: 1, y: 1 }, { x: 150, y: 5 }), null);
  assert.equal(geometry.spacing([], { x: 1, y: 1 }, { x: 2, y: 2 }), null);
});

test('a box between two corners has whole pixels and stays inside', () => {
  const box = geometry.boxBetween({ x: 9.2, y: -4 }, { x: 3.7, y: 5.1 }, { width: 8, height: 8 });
  assert.deepEqual(box, { x0: 3, y0: 0, x1: 8, y1: 6 });
});

test('a brush paints a disc, an eraser takes it away, and outside nothing happens', () => {
  const mask = new Mask(7, 5);
  const box = masks.stroke(mask, { x: 3.5, y: 2.5 }, { x: 3.5, y: 2.5 }, 1.5, 1);
  assert.deepEqual(rows(mask), ['.......', '..###..', '..###..', '..###..', '.......']);
  assert.deepEqual(box, { x0: 2, y0: 1, x1: 5, y1: 4 });
  masks.stroke(mask, { x: 0, y: 2.5 }, { x: 7, y: 2.5 }, 0.5, 0);
  assert.deepEqual(rows(mask), ['.......', '..###..', '.......', '..###..', '.......']);
  assert.equal(masks.stroke(mask, { x: -9, y: -9 }, { x: -8, y: -9 }, 2, 1), null);
});

test('a brush of the least size paints the pixel under it', () => {
  const mask = new Mask(4, 4);
  masks.stroke(mask, { x: 1.5, y: 1.5 }, { x: 1.5, y: 1.5 }, 0, 1);
  assert.equal(area(mask), 1);
  assert.ok(mask.at(1, 1));
});

test('strokes piece by piece paint what one long stroke paints', () => {
  const whole = new Mask(60, 60);
  const pieces = new Mask(60, 60);
  masks.stroke(whole, { x: 5, y: 7 }, { x: 45, y: 27 }, 6, 1);
  for (let i = 0; i < 10; i++) {
    masks.stroke(pieces, { x: 5 + 4 * i, y: 7 + 2 * i }, { x: 9 + 4 * i, y: 9 + 2 * i }, 6, 1);
  }
  assert.ok(whole.equals(pieces));
});

test('a polygon is filled by the centres of its pixels', () => {
  const mask = new Mask(6, 6);
  masks.fillPolygon(
    mask,
    [
      { x: 1, y: 1 },
      { x: 5, y: 1 },
      { x: 5, y: 4 },
      { x: 1, y: 4 },
    ],
    1,
  );
  assert.equal(area(mask), 12);
  masks.fillPolygon(
    mask,
    [
      { x: 2, y: 2 },
      { x: 3, y: 2 },
      { x: 3, y: 3 },
      { x: 2, y: 3 },
    ],
    0,
  );
  assert.equal(area(mask), 11);
  assert.equal(
    masks.fillPolygon(
      mask,
      [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
      1,
    ),
    null,
  );
});

test('a polygon that leaves the picture is cut at its edge', () => {
  const mask = new Mask(4, 4);
  masks.fillPolygon(
    mask,
    [
      { x: -10, y: -10 },
      { x: 2, y: -10 },
      { x: 2, y: 20 },
      { x: -10, y: 20 },
    ],
    1,
  );
  assert.deepEqual(rows(mask), ['##..', '##..', '##..', '##..']);
});

test('holes are filled, bays and lesions at the edge are not', () => {
  const mask = drawn('#####.', '#.#.#.', '#####.', '#.....', '#.###.', '#.#.#.');
  masks.fillHoles(mask);
  assert.deepEqual(rows(mask), ['#####.', '#####.', '#####.', '#.....', '#.###.', '#.#.#.']);
});

test('a lesion is taken away whole, over its corners, and no other', () => {
  const mask = drawn('##...', '..#..', '.....', '...##');
  const box = masks.removeLesion(mask, 0, 0);
  assert.deepEqual(rows(mask), ['.....', '.....', '.....', '...##']);
  assert.deepEqual(box, { x0: 0, y0: 0, x1: 3, y1: 2 });
  assert.equal(masks.removeLesion(mask, 0, 0), null);
});

test('smoothing takes a spike off and keeps the area of a disc', () => {
  const mask = new Mask(80, 80);
  masks.stroke(mask, { x: 40, y: 40 }, { x: 40, y: 40 }, 20, 1);
  const disc = area(mask);
  masks.stroke(mask, { x: 40, y: 20 }, { x: 40, y: 8 }, 0.6, 1);
  masks.smooth(mask);
  assert.ok(!mask.at(40, 12));
  assert.ok(Math.abs(area(mask) - disc) < 0.02 * disc, `${area(mask)} of ${disc}`);
  assert.equal(masks.smooth(new Mask(3, 3)), null);
});

test('the outline of one pixel is a small diamond in it, of a ring two loops', () => {
  const one = contours(drawn('...', '.#.', '...'));
  assert.equal(one.length, 1);
  assert.equal(one[0].length, 8);
  for (let i = 0; i < 8; i += 2) {
    assert.ok(Math.abs(one[0][i] - 1.5) + Math.abs(one[0][i + 1] - 1.5) <= 0.5);
  }
  assert.equal(contours(drawn('####', '#..#', '####')).length, 2);
  assert.equal(contours(drawn('#.', '.#')).length, 1);
  assert.equal(contours(new Mask(3, 3)).length, 0);
});

test('outlines, filled again, give back the mask', () => {
  const seed = 20261129;
  const random = stream(seed);
  for (let round = 0; round < 20; round++) {
    const mask = new Mask(64, 48);
    for (let i = 0; i < 6; i++) {
      const at = { x: random() * 64, y: random() * 48 };
      masks.stroke(mask, at, { x: random() * 64, y: random() * 48 }, 3 + random() * 6, i % 3 === 2 ? 0 : 1);
    }
    const again = new Mask(64, 48);
    const corners = contours(mask);
    for (let y = 0; y < 48; y++) {
      for (let x = 0; x < 64; x++) {
        const crossings = corners.reduce((sum, loop) => sum + crossed(loop, x + 0.5, y + 0.5), 0);
        again.data[y * 64 + x] = crossings % 2;
      }
    }
    const wrong = again.data.reduce((sum, value, i) => sum + (value === mask.data[i] ? 0 : 1), 0);
    assert.ok(wrong <= 0.01 * area(mask) + 4, `seed ${seed}, round ${round}: ${wrong} pixels differ`);
  }
});

/** How often a ray to the right crosses a loop. @param {Float32Array} loop @param {number} x @param {number} y */
function crossed(loop, x, y) {
  let count = 0;
  for (let i = 0, j = loop.length - 2; i < loop.length; j = i, i += 2) {
    if (loop[i + 1] > y !== loop[j + 1] > y) {
      const at = loop[i] + ((y - loop[i + 1]) * (loop[j] - loop[i])) / (loop[j + 1] - loop[i + 1]);
      count += at > x ? 1 : 0;
    }
  }
  return count;
}

test('what was done is undone and done again, bit for bit', () => {
  const seed = 7;
  const random = stream(seed);
  const history = new History();
  const mask = new Mask(50, 40);
  const states = [mask.copy()];
  for (let i = 0; i < 30; i++) {
    const before = mask.copy();
    const box = masks.stroke(
      mask,
      { x: random() * 50, y: random() * 40 },
      { x: random() * 50, y: random() * 40 },
      1 + random() * 5,
      i % 2 ? 0 : 1,
    );
    if (box && history.record(before, mask, box, 'brush')) {
      states.push(mask.copy());
    }
  }
  for (let i = states.length - 2; i >= 0; i--) {
    assert.ok(history.undo(mask));
    assert.ok(mask.equals(states[i]), `seed ${seed}, undo to ${i}`);
  }
  assert.equal(history.undo(mask), null);
  for (let i = 1; i < states.length; i++) {
    assert.ok(history.redo(mask));
    assert.ok(mask.equals(states[i]), `seed ${seed}, redo to ${i}`);
  }
  assert.equal(history.redo(mask), null);
});

test('a stroke that changes nothing is no step, a new one ends what could be done again', () => {
  const history = new History();
  const mask = drawn('##', '##');
  const box = { x0: 0, y0: 0, x1: 2, y1: 2 };
  assert.equal(history.record(mask, mask.copy(), box, 'brush'), false);
  history.record(new Mask(2, 2), mask, box, 'brush');
  history.undo(mask);
  const before = mask.copy();
  masks.stroke(mask, { x: 0.5, y: 0.5 }, { x: 0.5, y: 0.5 }, 0, 1);
  history.record(before, mask, box, 'eraser');
  assert.equal(history.redo(mask), null);
  assert.deepEqual(history.tools, ['eraser']);
});

test('the memory of undoing is bounded: the oldest step is forgotten', () => {
  const history = new History(3000);
  const mask = new Mask(100, 100);
  for (let i = 0; i < 20; i++) {
    const before = mask.copy();
    mask.data[i] = 1;
    history.record(before, mask, { x0: 0, y0: 0, x1: 100, y1: 100 }, 'brush');
  }
  assert.ok(history.bytes <= 3000);
  assert.equal(history.tools.length, 2);
  history.undo(mask);
  history.undo(mask);
  assert.equal(area(mask), 18);
});

test('the whole window shows samples as they are, an inverted one their opposite', () => {
  assert.deepEqual(
    [...windows.windowTable(windows.WHOLE, false)],
    Array.from({ length: 256 }, (_, i) => i),
  );
  assert.deepEqual(
    [...windows.windowTable(windows.WHOLE, true)],
    Array.from({ length: 256 }, (_, i) => 255 - i),
  );
});

test('a narrow window is black below and white above', () => {
  const table = windows.windowTable({ centre: 100, width: 20 }, false);
  assert.deepEqual([table[89], table[90], table[100], table[110], table[200]], [0, 0, 128, 255, 255]);
});

test('a drag to the right widens the window, one down raises its centre', () => {
  const window = windows.dragged(windows.WHOLE, 512, 0, 255);
  assert.equal(window.width, 510);
  assert.equal(windows.dragged(windows.WHOLE, -1e6, 0, 255).width, 1);
  assert.equal(windows.dragged(windows.WHOLE, 0, 512, 255).centre, 382.5);
});

test('colours pass through a table, transparency does not', () => {
  const from = Uint8ClampedArray.of(10, 20, 30, 77);
  const to = new Uint8ClampedArray(4);
  windows.throughTable(from, to, windows.windowTable(windows.WHOLE, true));
  assert.deepEqual([...to], [245, 235, 225, 77]);
});

test('heat is clear where nothing is likely and brightens with the probability', () => {
  const table = windows.heatTable();
  assert.equal(table[3], 0);
  assert.equal(table[4 * 255 + 3], 255);
  const light = (/** @type {number} */ i) =>
    0.2126 * table[4 * i] + 0.7152 * table[4 * i + 1] + 0.0722 * table[4 * i + 2];
  for (let i = 8; i < 256; i += 8) {
    assert.ok(light(i) > light(i - 8), `brightness at ${i}`);
  }
});
