import { toScreen } from './picture/geometry.js';
import { drawLine, drawPlate, INK, strokeTwice } from './layers.js';

/** @typedef {import('./picture-view.js').PictureView} PictureView */
/** @typedef {import('./types.js').Lesion} Lesion */

/**
 * Draws the numbers and axes of the lesions that were measured, and where the model was asked to look.
 * @param {CanvasRenderingContext2D} context in the screen's coordinates @param {PictureView} on
 */
export function drawLesions(context, on) {
  const { reader } = on;
  if (!reader || reader.dirty || !reader.shown) {
    return;
  }
  drawFocus(context, on, reader.shown.focus);
  for (const lesion of reader.shown.lesions) {
    const chosen = on.selected === lesion.number;
    if (on.overlay.axes) {
      for (const line of [lesion.longAxis, lesion.shortAxis]) {
        const a = toScreen(on.view, { x: line.x1, y: line.y1 });
        const b = toScreen(on.view, { x: line.x2, y: line.y2 });
        drawLine(context, a, b, chosen ? INK.calliper : INK.axis, 5);
      }
    }
    const top = toScreen(on.view, { x: lesion.box.x + lesion.box.width / 2, y: lesion.box.y });
    drawPlate(context, `${lesion.number}`, { x: top.x, y: top.y - 16 }, chosen ? INK.calliper : '#ffffff');
  }
}

/**
 * @param {CanvasRenderingContext2D} context @param {PictureView} on
 * @param {import('./types.js').Focus | null} focus
 */
function drawFocus(context, on, focus) {
  if (!focus) {
    return;
  }
  context.beginPath();
  if ('box' in focus) {
    const a = toScreen(on.view, { x: focus.box.x0, y: focus.box.y0 });
    const b = toScreen(on.view, { x: focus.box.x1, y: focus.box.y1 });
    context.rect(a.x, a.y, b.x - a.x, b.y - a.y);
    context.setLineDash([4, 5]);
  } else {
    const at = toScreen(on.view, { x: focus.point.x + 0.5, y: focus.point.y + 0.5 });
    context.moveTo(at.x - 6, at.y);
    context.lineTo(at.x + 6, at.y);
    context.moveTo(at.x, at.y - 6);
    context.lineTo(at.x, at.y + 6);
  }
  strokeTwice(context, INK.focus, 1);
  context.setLineDash([]);
}
