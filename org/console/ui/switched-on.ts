import { html, type Html } from '../../pages/page.js';
import { NORMAL, type SwitchSettings } from '../../practice/switches/switches.js';
import type { AdminContext } from '../context.js';
import { SWITCHES_PATH } from '../paths.js';
import { buttonForm } from './form.js';

/** A sentence for each switch that is on. */
export function switchedOn(settings: SwitchSettings): string[] {
  const {
    apiNonce,
    clockShift,
    accessTokenLifetime,
    tooManyRequests,
    serverErrors,
    delay,
    serverTiming,
    ignoredCheck,
  } = settings;
  const sentences: [isOn: boolean, sentence: string][] = [
    [
      ignoredCheck !== null,
      `The API ignores the check “${ignoredCheck}”. Attacks that only this check stops get through.`,
    ],
    [apiNonce, 'The API requires a nonce.'],
    [
      clockShift !== 0,
      `The org’s clock is ${count(Math.abs(clockShift), 'second')} ${clockShift > 0 ? 'ahead' : 'behind'}.`,
    ],
    [
      accessTokenLifetime !== NORMAL.accessTokenLifetime,
      `New access tokens expire after ${count(accessTokenLifetime, 'second')}.`,
    ],
    [tooManyRequests > 0, `${nextCalls(tooManyRequests)} will be answered with 429.`],
    [serverErrors > 0, `${nextCalls(serverErrors)} will be answered with 503.`],
    [serverTiming, 'The API answers with its checks in Server-Timing.'],
    [delay > 0, `Each answer is delayed by ${count(delay, 'millisecond')}.`],
  ];
  return sentences.filter(([isOn]) => isOn).map(([, sentence]) => sentence);
}

/** The banner on every page while a switch is on. */
export function switchedOnBanner(ctx: AdminContext): Html | undefined {
  const on = switchedOn(ctx.state.switches);
  if (on.length === 0) return undefined;
  return html`<section class="banner on" aria-labelledby="switched-on">
    <div>
      <h2 id="switched-on">Switched on</h2>
      <ul class="plain">
        ${on.map((text) => html`<li>${text}</li>`)}
      </ul>
    </div>
    <a href="${SWITCHES_PATH}">Switches</a>
    ${buttonForm(ctx, { action: `${SWITCHES_PATH}/reset`, submit: 'Back to normal' })}
  </section>`;
}

function nextCalls(number: number): string {
  return number === 1 ? 'The next call' : `The next ${count(number, 'call')}`;
}

function count(number: number, unit: string): string {
  return `${number.toLocaleString('en')} ${unit}${number === 1 ? '' : 's'}`;
}
