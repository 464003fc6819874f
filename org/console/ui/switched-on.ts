import { NORMAL, type SwitchSettings } from '../../practice/switches/switches.js';

/** What is not as it normally is, a sentence each. */
export function switchedOn(settings: SwitchSettings): string[] {
  const { apiNonce, clockShift, accessTokenLifetime, tooManyRequests, serverErrors, delay } = settings;
  const sentences: [isOn: boolean, sentence: string][] = [
    [apiNonce, 'The API requires a nonce.'],
    [
      clockShift !== 0,
      `The org’s clock is ${count(Math.abs(clockShift), 'second')} ${clockShift > 0 ? 'ahead' : 'behind'}.`,
    ],
    [
      accessTokenLifetime !== NORMAL.accessTokenLifetime,
      `New access tokens are good for ${count(accessTokenLifetime, 'second')}.`,
    ],
    [tooManyRequests > 0, `Refused with 429: the next ${count(tooManyRequests, 'call')}.`],
    [serverErrors > 0, `Answered with 503: the next ${count(serverErrors, 'call')}.`],
    [delay > 0, `Each answer is delayed by ${count(delay, 'millisecond')}.`],
  ];
  return sentences.filter(([isOn]) => isOn).map(([, sentence]) => sentence);
}

function count(number: number, unit: string): string {
  return `${number.toLocaleString('en')} ${unit}${number === 1 ? '' : 's'}`;
}
