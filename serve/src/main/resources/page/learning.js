import { api, download } from './api.js';
import { models } from './catalogue.js';
import { html, nothing } from './lib/lit.js';
import { number, percent, t } from './language.js';
import { icon, Part, valueOf } from './part.js';

/** @typedef {import('./types.js').Job} Job */
/** @typedef {import('./types.js').Comparison} Comparison */
/** @typedef {import('./types.js').Model} Model */

const GOING = ['waiting', 'running'];

/** Corrections made useful: taken away as a data set, or taught to a model, with a report of what that changed. */
export class LearningPage extends Part {
  static properties = { models: { state: true }, model: { state: true }, jobs: { state: true }, busy: { state: true } };

  constructor() {
    super();
    /** @type {Model[]} */
    this.models = [];
    this.model = '';
    /** @type {Job[]} */
    this.jobs = [];
    this.busy = '';
  }

  async connectedCallback() {
    super.connectedCallback();
    this.models = (await this.attempt(() => models())) ?? [];
    this.model = (this.models.find((model) => model.default) ?? this.models[0])?.name ?? '';
    await this.look();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.later);
  }

  /** Asks how the jobs stand, again as long as one is going. */
  async look() {
    clearTimeout(this.later);
    const jobs = await this.attempt(() => /** @type {Promise<Job[]>} */ (api.get('/api/jobs')));
    this.jobs = jobs ?? this.jobs;
    if (jobs?.some((job) => GOING.includes(job.state)) && this.isConnected) {
      this.later = setTimeout(() => this.look(), 1500);
    }
  }

  /** @param {SubmitEvent} event */
  async begin(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    this.busy = 'begin';
    await this.attempt(() =>
      api.post('/api/jobs', { kind: 'fine-tune', model: this.model, epochs: Number(form.get('epochs')) }),
    );
    this.busy = '';
    await this.look();
  }

  async take() {
    this.busy = 'export';
    await this.attempt(() => download('/api/export/corrected'));
    this.busy = '';
  }

  /** @param {Job} job */
  async stop(job) {
    await this.attempt(() => api.delete(`/api/jobs/${job.id}`));
    await this.look();
  }

  render() {
    return html`<div class="page">
      <div class="page-head"><h1 tabindex="-1">${t('learning.title')}</h1></div>
      <div class="cards">
        <section class="card">
          <h2>${t('export.title')}</h2>
          <p class="muted">${t('export.text')}</p>
          <button type="button" class="button" ?disabled=${this.busy !== ''} @click=${this.take}>
            ${icon('folder-down')} ${this.busy === 'export' ? t('export.busy') : t('export.take')}
          </button>
        </section>
        <section class="card">
          <h2>${t('tune.title')}</h2>
          <p class="muted">${t('tune.text')}</p>
          <form class="query" @submit=${this.begin}>
            <label class="field"
              ><span>${t('model')}</span
              ><select @change=${(/** @type {Event} */ event) => (this.model = valueOf(event))}>
                ${this.models.map(
                  ({ name }) => html`<option value=${name} ?selected=${name === this.model}>${name}</option>`,
                )}
              </select></label
            >
            <label class="field short"
              ><span>${t('tune.epochs')}</span><input name="epochs" type="number" min="1" max="200" value="5" required
            /></label>
            <button class="button primary" ?disabled=${this.busy !== '' || !this.model}>
              ${icon('graduation-cap')} ${t('tune.begin')}
            </button>
          </form>
        </section>
      </div>
      <h2>${t('jobs.title')}</h2>
      ${
        this.jobs.length
          ? html`<ul class="jobs">
              ${this.jobs.map((job) => this.job(job))}
            </ul>`
          : html`<p class="muted">${t('jobs.none')}</p>`
      }
    </div>`;
  }

  /** @param {Job} job */
  job(job) {
    const going = GOING.includes(job.state);
    return html`<li class="card job job-${job.state}">
      <header>
        <b>${t(`job.${job.kind}`)}</b> <span class="chip">${t(`job.state.${job.state}`)}</span
        ><span class="grow"></span>
        ${
          going
            ? html`<button type="button" class="button" @click=${() => this.stop(job)}>${t('job.stop')}</button>`
            : nothing
        }
      </header>
      ${
        going
          ? html`<div class="job-progress">
              <progress max="1" .value=${job.progress} aria-label=${t(`job.${job.kind}`)}></progress>
              <span>${percent(job.progress)}</span>
            </div>`
          : nothing
      }
      ${
        job.report
          ? comparison(job.report)
          : html`<p class=${job.state === 'failed' ? 'problem' : 'muted'} role="status">${job.text}</p>`
      }
    </li>`;
  }
}

/** What tuning changed, on pictures that were held out of it. @param {Comparison} report */
function comparison(report) {
  const { images, groups, seen, before, after, difference, p, wins } = report;
  const signed = (/** @type {number} */ value) => `${value < 0 ? '−' : '+'}${number(Math.abs(value), 3)}`;
  return html`<table class="table compact">
      <caption class="unseen">
        ${t('tune.report')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t('tune.score')}</th>
          <th scope="col" class="amount">${t('tune.before')}</th>
          <th scope="col" class="amount">${t('tune.after')}</th>
          <th scope="col" class="amount">${t('tune.change')}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">${t('tune.dice')}</th>
          <td class="amount">${number(before, 3)}</td>
          <td class="amount">${number(after, 3)}</td>
          <td class="amount">
            <b class=${difference.mean >= 0 ? 'better' : 'worse'}>${signed(difference.mean)}</b>
            (${signed(difference.low)} – ${signed(difference.high)})
          </td>
        </tr>
      </tbody>
    </table>
    <p class="small muted">
      ${t('tune.images', { n: images, groups })} ${t('tune.wins', { better: wins.first, worse: wins.second })}
      ${typeof p === 'number' ? t('tune.p', { p }) : ''} ${seen ? t('tune.seen', { n: seen }) : ''}
    </p>`;
}

customElements.define('learning-page', LearningPage);
