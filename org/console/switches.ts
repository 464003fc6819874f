import Router from '@koa/router';
import { CHECKS } from '../../dpop/checks/table.js';
import { html, type Html } from '../pages/page.js';
import {
  LIMITS,
  type BooleanSwitchName,
  type NumberSwitchName,
  type Switches,
  type SwitchSettings,
} from '../practice/switches/switches.js';
import type { AdminContext, AdminState, Area } from './context.js';
import { SWITCHES_PATH } from './paths.js';
import { badge } from './ui/elements.js';
import {
  buttonForm,
  checkbox,
  choices,
  numberField,
  postedValues,
  selectField,
  type Errors,
  type FormContent,
  type Values,
} from './ui/form.js';
import { seeOther, show } from './ui/layout.js';
import { formPanel, panel } from './ui/panel.js';
import { switchedOn } from './ui/switched-on.js';

export const switches: Area = {
  link: [SWITCHES_PATH, 'Switches'],
  notices: {
    'switched': 'The switches were set.',
    'normal': 'Everything is back to normal.',
    'nonce-rotated': 'The nonce was rotated. Earlier nonces are no longer accepted.',
    'replays-cleared': 'The jti store was emptied. Proofs that were used before can be used once more.',
  },
  routes: (context) =>
    new Router<AdminState>()
      .get(SWITCHES_PATH, (ctx: AdminContext) => {
        const { settings } = context.switches;
        showSwitches(ctx, settings, { values: valuesOf(settings) });
      })
      .post(SWITCHES_PATH, (ctx: AdminContext) => saveSwitches(ctx, context.switches))
      .post(`${SWITCHES_PATH}/reset`, (ctx: AdminContext) => {
        context.switches.reset();
        seeOther(ctx, SWITCHES_PATH, 'normal');
      })
      .post(`${SWITCHES_PATH}/rotate-nonce`, (ctx: AdminContext) => {
        context.nonces.rotate();
        seeOther(ctx, SWITCHES_PATH, 'nonce-rotated');
      })
      .post(`${SWITCHES_PATH}/clear-replays`, (ctx: AdminContext) => {
        context.replays.clear();
        seeOther(ctx, SWITCHES_PATH, 'replays-cleared');
      }),
};

const BOOLEANS: readonly BooleanSwitchName[] = ['apiNonce', 'serverTiming'];

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
    hint: 'Positive: ahead of this machine’s clock; negative: behind. A day or more ahead ends all sessions, including yours.',
  },
  {
    name: 'accessTokenLifetime',
    label: 'Access token lifetime',
    unit: 'seconds',
    hint: 'Applies to new tokens. Normally 3600.',
  },
  {
    name: 'tooManyRequests',
    label: 'Refuse with 429',
    unit: 'further calls',
    hint: 'Too many requests, with a header that says when to try again.',
  },
  {
    name: 'serverErrors',
    label: 'Answer with 503',
    unit: 'further calls',
    hint: 'Like a server that is temporarily unavailable.',
  },
  {
    name: 'delay',
    label: 'Delay answers',
    unit: 'milliseconds',
    hint: 'Applies to every answer.',
  },
];

/** The checks that can be ignored, and none. */
const IGNORED_CHECKS = {
  '': 'None: all checks run',
  ...Object.fromEntries(CHECKS.map(({ name, title }) => [name, `${name}: ${title}`])),
};

/** The numbers that a switch accepts, for people. */
function rangeOf(name: NumberSwitchName): string {
  const { least, most } = LIMITS[name];
  return `from ${least.toLocaleString('en').replace('-', '−')} to ${most.toLocaleString('en')}`;
}

/** Sets what was changed in the form, and only that: a counter may have counted down since the form was opened. */
function saveSwitches(ctx: AdminContext, switches: Switches): void {
  const values = postedValues(ctx);
  const changes: Partial<SwitchSettings> = {};
  const errors: Errors = {};
  for (const name of BOOLEANS) {
    const on = Boolean(values[name]);
    if (on !== Boolean(values[`was.${name}`])) changes[name] = on;
  }
  for (const { name, label } of NUMBERS) {
    const { least, most } = LIMITS[name];
    const text = (values[name] ?? '').trim().replace(/^[−–]/, '-');
    const number = Number(text);
    if (!/^-?\d{1,9}$/.test(text) || number < least || number > most) {
      errors[name] = `${label}: enter a whole number ${rangeOf(name)}.`;
    } else if (text !== values[`was.${name}`]) {
      changes[name] = number;
    }
  }
  const ignored = values['ignoredCheck'] ?? '';
  if (ignored !== values['was.ignoredCheck']) {
    changes.ignoredCheck = CHECKS.find(({ name }) => name === ignored)?.name ?? null;
  }
  if (Object.keys(errors).length > 0) {
    showSwitches(ctx, switches.settings, { values, errors });
    return;
  }
  switches.set(changes);
  seeOther(ctx, SWITCHES_PATH, 'switched');
}

function valuesOf(settings: SwitchSettings): Values {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, value === false ? '' : String(value ?? '')]),
  );
}

function showSwitches(ctx: AdminContext, settings: SwitchSettings, content: FormContent): void {
  const on = switchedOn(settings).length;
  const was = Object.entries(valuesOf(settings));
  show(ctx, {
    title: 'Switches',
    errors: content.errors,
    beside: html`<p class="badges">${on === 0 ? badge('All normal', 'good') : badge(`${on} on`, 'asked')}</p>`,
    body: html`<p>Faults to practise with. They last until you switch them off here, or until the org stops.</p>
      ${formPanel(ctx, {
        id: 'settings',
        heading: 'Settings',
        action: SWITCHES_PATH,
        submit: 'Set switches',
        fields: html`${was.map(([name, value]) => html`<input type="hidden" name="was.${name}" value="${value}" />`)}
        ${choices(
          'Nonce',
          checkbox(content, {
            name: 'apiNonce',
            label: 'Require a nonce at the API',
            hint: 'Okta’s API requires none, but other resource servers do (RFC 9449 section 9).',
          }),
        )}
        ${NUMBERS.map(({ name, label, unit, hint }) =>
          numberField(content, { name, label, unit, hint: `${hint} A whole number ${rangeOf(name)}.` }),
        )}
        ${choices(
          'Checks',
          checkbox(content, {
            name: 'serverTiming',
            label: 'Answer with the checks in Server-Timing',
            hint: 'The Network panel of browsers shows them under Timing. Okta’s API sends none.',
          }),
        )}
        ${selectField(
          content,
          {
            name: 'ignoredCheck',
            label: 'Ignore a check of the proof',
            hint: 'Then run npm run attack, and see which attacks get through that only this check stops.',
          },
          IGNORED_CHECKS,
        )}`,
      })}
      ${ctx.state.admin.mayChange ? actions(ctx) : undefined}`,
  });
}

function actions(ctx: AdminContext): Html {
  const item = (heading: string, text: string, path: string): Html =>
    html`<li>
      <div>
        <h3>${heading}</h3>
        <p class="muted">${text}</p>
      </div>
      ${buttonForm(ctx, { action: `${SWITCHES_PATH}/${path}`, submit: heading })}
    </li>`;
  return panel({
    id: 'actions',
    heading: 'Actions',
    body: html`<ul class="action-list plain-buttons">
      ${item('Back to normal', 'Resets all switches.', 'reset')}
      ${item('Rotate the nonce', 'The next token request of every client gets a new nonce challenge.', 'rotate-nonce')}
      ${item('Empty the jti store', 'The org forgets which proofs were used, as after a restart.', 'clear-replays')}
    </ul>`,
  });
}
