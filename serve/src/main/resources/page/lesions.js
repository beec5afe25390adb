import { html, nothing } from './lib/lit.js';
import { number, t } from './language.js';
import { icon } from './part.js';

/** @typedef {import('./types.js').Lesion} Lesion */
/** @typedef {import('./types.js').Measures} Measures */

/** @type {Array<[keyof Measures, 'area' | 'length' | 'ratio']>} */
const ROWS = [
  ['longDiameter', 'length'],
  ['perpendicularDiameter', 'length'],
  ['area', 'area'],
  ['perimeter', 'length'],
  ['circularity', 'ratio'],
  ['depthToWidth', 'ratio'],
];

/** @param {number | null | undefined} value @param {'area' | 'length' | 'ratio'} kind @param {'mm' | 'px'} unit */
function shown(value, kind, unit) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '–';
  }
  const digits = kind === 'ratio' ? 2 : unit === 'px' || value >= 1000 ? 0 : 1;
  return number(value, digits);
}

/** @param {'area' | 'length' | 'ratio'} kind @param {'mm' | 'px'} unit */
function unitOf(kind, unit) {
  return kind === 'ratio' ? '' : kind === 'area' ? `${unit}²` : unit;
}

/**
 * @param {number | null} low @param {number | null} high
 * @param {'area' | 'length' | 'ratio'} kind @param {'mm' | 'px'} unit
 */
function between(low, high, kind, unit) {
  return t('measure.from.to', { low: shown(low, kind, unit), high: shown(high, kind, unit) });
}

/**
 * What is measured of a lesion, each with the least and the greatest that the model's uncertainty leaves open.
 * @param {Lesion} lesion
 * @param {{selected: boolean, choose: () => void, remove: (() => void) | null}} options
 */
export function lesionCard(lesion, options) {
  const { low, high, measures, unit } = lesion;
  return html`<div class="lesion ${options.selected ? 'selected' : ''}">
    <header>
      <button type="button" class="lesion-name" aria-pressed=${options.selected} @click=${options.choose}>
        <span class="number">${lesion.number}</span>
        <span>${t('lesion')} ${lesion.number}</span>
        <span class="size"
          >${shown(measures.longDiameter, 'length', unit)} × ${shown(measures.perpendicularDiameter, 'length', unit)}
          ${unit}</span
        >
      </button>
      ${
        options.remove
          ? html`<button
              type="button"
              class="plain square"
              title=${t('lesion.delete')}
              aria-label="${t('lesion.delete')} ${lesion.number}"
              @click=${options.remove}
            >
              ${icon('trash-2')}
            </button>`
          : nothing
      }
    </header>
    <table>
      <caption class="unseen">
        ${t('lesion')} ${lesion.number}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t('measure')}</th>
          <th scope="col" class="amount">${t('measure.value')}</th>
          ${low && high ? html`<th scope="col" class="amount">${t('measure.spread')}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${ROWS.map(
          ([name, kind]) =>
            html`<tr>
              <th scope="row">${t(`measure.${name}`)}</th>
              <td class="amount">
                ${shown(measures[name], kind, unit)} <span class="unit">${unitOf(kind, unit)}</span>
              </td>
              ${
                low && high
                  ? html`<td class="amount spread">${between(low[name], high[name], kind, unit)}</td>`
                  : nothing
              }
            </tr>`,
        )}
      </tbody>
    </table>
    ${unit === 'px' ? html`<p class="muted small">${t('measure.px')}</p>` : nothing}
  </div>`;
}
