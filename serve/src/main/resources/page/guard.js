/**
 * What would be lost by leaving the present view; the view that holds it answers.
 * @typedef {{unsaved: () => boolean, save: () => Promise<void>}} Keeper
 */

/** @type {Keeper | null} */
let keeper = null;

/** @param {Keeper | null} next */
export function keep(next) {
  keeper = next;
}

/** Asks what to do with what is not saved; says whether the view may be left. */
export async function mayLeave() {
  if (!keeper?.unsaved()) {
    return true;
  }
  const { ask } = await import('./dialogs.js');
  const answer = await ask({
    title: 'unsaved.title',
    text: 'unsaved.text',
    choices: [
      { value: 'save', label: 'unsaved.save', kind: 'primary' },
      { value: 'discard', label: 'unsaved.discard', kind: 'danger' },
      { value: 'stay', label: 'unsaved.stay' },
    ],
  });
  if (answer === 'save') {
    await keeper.save();
    return !keeper.unsaved();
  }
  return answer === 'discard';
}

window.addEventListener('beforeunload', (event) => {
  if (keeper?.unsaved()) {
    event.preventDefault();
  }
});
