import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import { LIMITS, type NumberSwitchName, type SwitchSettings } from '../../practice/switches/switches.js';
import type { AdminContext } from '../session/admin.js';
import { badge } from '../ui/badge.js';
import { checkbox, errorSummary, form, numberField, type Errors } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { SWITCHES_PATH } from '../paths.js';
import { switchedOn } from '../ui/switched-on.js';

/** A switch with a number. */
interface NumberSwitch {
  name: NumberSwitchName;
  label: string;
  unit: string;
  hint: string;
}

const NUMBERS: NumberSwitch[] = [
  {
    name: 'clockShift',
    label: 'Shift the org’s clock',
    unit: 'seconds',
    hint: 'Ahead of this machine’s; negative: behind. A day ahead or more ends all sessions, yours too.',
  },
  {
    name: 'accessTokenLifetime',
    label: 'Access token lifetime',
    unit: 'seconds',
    hint: 'Of new tokens; normally 3600.',
  },
  {
    name: 'tooManyRequests',
    label: 'Refuse with 429',
    unit: 'further calls',
    hint: 'Too many requests, with the header that says when to come again.',
  },
  {
    name: 'serverErrors',
    label: 'Answer with 503',
    unit: 'further calls',
    hint: 'As a server that is down for a moment.',
  },
  {
    name: 'delay',
    label: 'Delay answers',
    unit: 'milliseconds',
    hint: 'Each of them.',
  },
];

/** Between which numbers a switch may be set, for people. */
function rangeOf(name: NumberSwitchName): string {
  const { least, most } = LIMITS[name];
  return `from ${least.toLocaleString('en').replace('-', '−')} to ${most.toLocaleString('en')}`;
}

/** The switches, each with its current value. */
export function showSwitches({ switches }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => showForm(ctx, enteredOf(switches.settings), switches.settings, {});
}

/**
 * Takes the switches. Only what was changed in the form is set: a counter may have counted down since it was shown.
 */
export function setSwitches({ switches }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const { form: sent } = ctx.state;
    const entered: Record<string, string> = { apiNonce: sent.has('apiNonce') ? 'true' : '' };
    const changes: Partial<SwitchSettings> = {};
    const errors: Errors = {};
    if (entered['apiNonce'] !== sent.get('was.apiNonce')) changes.apiNonce = sent.has('apiNonce');
    for (const { name, label, unit } of NUMBERS) {
      const { least, most } = LIMITS[name];
      const text = (sent.get(name) ?? '').trim().replace(/^[−–]/, '-');
      entered[name] = text;
      const number = Number(text);
      if (!/^-?\d{1,9}$/.test(text) || number < least || number > most) {
        errors[name] = `${label}: enter a whole number of ${unit} ${rangeOf(name)}.`;
      } else if (text !== sent.get(`was.${name}`)) {
        changes[name] = number;
      }
    }
    if (Object.keys(errors).length > 0) {
      showForm(ctx, entered, switches.settings, errors);
      return;
    }
    switches.set(changes);
    seeOther(ctx, SWITCHES_PATH, 'switched');
  };
}

/** Sets all back to normal. */
export function resetSwitches({ switches }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    switches.reset();
    seeOther(ctx, SWITCHES_PATH, 'normal');
  };
}

/** Makes every nonce that was handed out worthless. */
export function rotateNonce({ nonces }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    nonces.rotate();
    seeOther(ctx, SWITCHES_PATH, 'nonce-rotated');
  };
}

/** Forgets which proofs were used. */
export function clearReplays({ replays }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    replays.clear();
    seeOther(ctx, SWITCHES_PATH, 'replays-cleared');
  };
}

function enteredOf(settings: SwitchSettings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, value === false ? '' : String(value)]),
  );
}

function showForm(ctx: AdminContext, entered: Record<string, string>, settings: SwitchSettings, errors: Errors): void {
  const failed = Object.keys(errors).length > 0;
  const on = switchedOn(settings).length;
  const was = Object.entries(enteredOf(settings));
  show(ctx, {
    title: 'Switches',
    ...(failed && { status: 400, failed }),
    beside: html`<p class="badges">${on === 0 ? badge('All normal', 'good') : badge(`${on} on`, 'warn')}</p>`,
    body: html`${errorSummary(errors)}
      <p>Faults to practise with. They last until they are switched off here, or until the org ends.</p>
      <section class="panel" aria-labelledby="settings">
        <h2 id="settings">Settings</h2>
        ${form(ctx, {
          action: SWITCHES_PATH,
          submit: 'Set switches',
          fields: html`${was.map(([name, value]) => html`<input type="hidden" name="was.${name}" value="${value}" />`)}
          ${checkbox({
            name: 'apiNonce',
            label: 'Require a nonce at the API',
            hint: 'Okta’s API asks for none; other resource servers do (RFC 9449 section 9).',
            checked: entered['apiNonce'] === 'true',
          })}
          ${NUMBERS.map(({ name, label, unit, hint }) =>
            numberField({
              name,
              label,
              unit,
              hint: `${hint} A whole number ${rangeOf(name)}.`,
              value: entered[name] ?? '',
              ...(errors[name] !== undefined && { error: errors[name] }),
            }),
          )}`,
        })}
      </section>
      ${ctx.state.admin.mayChange ? atOnce(ctx) : undefined}`,
  });
}

function atOnce(ctx: AdminContext): Html {
  const item = (heading: string, text: string, path: string): Html =>
    html`<li>
      <div>
        <h3>${heading}</h3>
        <p class="muted">${text}</p>
      </div>
      ${form(ctx, { action: `${SWITCHES_PATH}/${path}`, submit: heading })}
    </li>`;
  return html`<section class="panel" aria-labelledby="at-once">
    <h2 id="at-once">At once</h2>
    <ul class="deeds">
      ${item('Back to normal', 'Sets all of the above to what it normally is.', 'reset')}
      ${item('Rotate the nonce', 'The next token request of every client is challenged anew.', 'rotate-nonce')}
      ${item('Empty the jti store', 'The org forgets which proofs were used, as after a restart.', 'clear-replays')}
    </ul>
  </section>`;
}
