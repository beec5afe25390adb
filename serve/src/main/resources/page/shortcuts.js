/**
 * The keys of the reading room, in the order in which the help shows them: an action, its keys, and the group it is in.
 * A key is the value of KeyboardEvent.key; "Ctrl+" stands for Cmd on a Mac too.
 */
/** @typedef {{action: string, keys: string[], group: string}} Shortcut */

/** @type {Shortcut[]} */
export const SHORTCUTS = [
  { group: 'keys.outline', action: 'segment', keys: ['s'] },
  { group: 'keys.outline', action: 'tool.focus', keys: ['f'] },
  { group: 'keys.outline', action: 'tool.brush', keys: ['b'] },
  { group: 'keys.outline', action: 'tool.eraser', keys: ['e'] },
  { group: 'keys.outline', action: 'tool.polygon', keys: ['p'] },
  { group: 'keys.outline', action: 'tool.delete', keys: ['x'] },
  { group: 'keys.outline', action: 'smaller', keys: ['['] },
  { group: 'keys.outline', action: 'larger', keys: [']'] },
  { group: 'keys.outline', action: 'smooth', keys: ['g'] },
  { group: 'keys.outline', action: 'holes', keys: ['j'] },
  { group: 'keys.outline', action: 'undo', keys: ['Ctrl+z'] },
  { group: 'keys.outline', action: 'redo', keys: ['Ctrl+y', 'Ctrl+Shift+z'] },
  { group: 'keys.outline', action: 'save', keys: ['Enter', 'Ctrl+s'] },
  { group: 'keys.outline', action: 'cancel', keys: ['Escape'] },
  { group: 'keys.picture', action: 'tool.select', keys: ['v'] },
  { group: 'keys.picture', action: 'tool.window', keys: ['w'] },
  { group: 'keys.picture', action: 'tool.calliper', keys: ['m'] },
  { group: 'keys.picture', action: 'zoom.in', keys: ['+', '='] },
  { group: 'keys.picture', action: 'zoom.out', keys: ['-'] },
  { group: 'keys.picture', action: 'zoom.fit', keys: ['0'] },
  { group: 'keys.picture', action: 'zoom.actual', keys: ['1'] },
  { group: 'keys.picture', action: 'invert', keys: ['i'] },
  { group: 'keys.picture', action: 'window.reset', keys: ['r'] },
  { group: 'keys.picture', action: 'hide', keys: ['h'] },
  { group: 'keys.picture', action: 'heat', keys: ['u'] },
  { group: 'keys.picture', action: 'denoise', keys: ['d'] },
  { group: 'keys.picture', action: 'beside', keys: ['c'] },
  { group: 'keys.move', action: 'frame.next', keys: ['.'] },
  { group: 'keys.move', action: 'frame.previous', keys: [','] },
  { group: 'keys.move', action: 'play', keys: ['k'] },
  { group: 'keys.move', action: 'picture.next', keys: ['PageDown'] },
  { group: 'keys.move', action: 'picture.previous', keys: ['PageUp'] },
  { group: 'keys.move', action: 'help', keys: ['?'] },
];

/** The action of a key, or null. @param {KeyboardEvent} event */
export function actionOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = event.ctrlKey || event.metaKey ? `Ctrl+${event.shiftKey ? 'Shift+' : ''}${key}` : key;
  if (event.altKey) {
    return null;
  }
  return SHORTCUTS.find((shortcut) => shortcut.keys.includes(name))?.action ?? null;
}

/** Whether a key is meant for the field or button that has the focus. @param {KeyboardEvent} event */
export function isTyping(event) {
  const element = /** @type {HTMLElement} */ (event.target);
  const ctrl = event.ctrlKey || event.metaKey;
  if (element.matches('textarea, select, input:not([type=range], [type=checkbox], [type=radio])')) {
    return !(ctrl && event.key.toLowerCase() === 's');
  }
  const presses =
    element.matches('button, a, input, summary, [role=tab]') && (event.key === 'Enter' || event.key === ' ');
  return presses && !ctrl;
}

/** How a key is written on a keyboard. @param {string} key */
export function keyName(key) {
  const names = key.length === 1 ? [key] : key.split('+');
  return names.map((part) => (part.length === 1 ? part.toUpperCase() : part.replace('Escape', 'Esc'))).join('+');
}
