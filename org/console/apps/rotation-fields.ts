import type { AppSettings } from '../../model/app-settings.js';
import type { App } from '../../model/app.js';
import { DEFAULT_ROTATION, rotationOf } from '../../model/token-rotation.js';
import { html, type Html } from '../../pages/page.js';
import type { Content } from '../ui/elements.js';
import { choices, numberField, radio, type FieldNames, type FormContent, type Values } from '../ui/form.js';

const DEFAULT_VALUES = { rotation: DEFAULT_ROTATION.rotation_type, leeway: String(DEFAULT_ROTATION.leeway) };

export const rotationFieldNames: FieldNames = { 'refresh_token.leeway': ['leeway', 'Grace period'] };

export function rotationValues(app: App): Values {
  const { rotation_type, leeway } = rotationOf(app);
  return { rotation: rotation_type, leeway: String(leeway) };
}

/** The settings in a form; without these fields the defaults. A text that is not a number becomes NaN, which is refused. */
export function rotationSettings(values: Values): Partial<AppSettings> {
  const { rotation, leeway } = { ...DEFAULT_VALUES, ...values };
  return {
    refresh_token: {
      rotation_type: rotation === 'STATIC' ? 'STATIC' : 'ROTATE',
      leeway: /^\s*\d{1,9}\s*$/.test(leeway) ? Number(leeway) : NaN,
    },
  };
}

/** Okta's names of what happens to a refresh token when it is used. */
const NAMES = { ROTATE: 'Rotate token after every use', STATIC: 'Use persistent token' };

/** The settings, to read. */
export function rotationFacts(app: App): (readonly [name: string, value: Content])[] {
  const { rotation_type, leeway } = rotationOf(app);
  return [
    ['Refresh token behavior', NAMES[rotation_type]],
    ['Grace period for token rotation', `${leeway} seconds`],
  ];
}

/** The settings, to edit. */
export function rotationFields({ values, errors }: FormContent): Html {
  const content: FormContent = { values: { ...DEFAULT_VALUES, ...values }, ...(errors && { errors }) };
  return html`${choices(
    'Refresh token behavior',
    html`${radio(content, {
      name: 'rotation',
      value: 'ROTATE',
      label: NAMES.ROTATE,
      hint: 'Reusing an old token after the grace period revokes all tokens of that sign-in (RFC 9700).',
    })}
    ${radio(content, {
      name: 'rotation',
      value: 'STATIC',
      label: NAMES.STATIC,
      hint: 'The same token is used every time. With DPoP it is bound to a key of the application, so that a stolen one is useless.',
    })}`,
  )}
  ${numberField(content, {
    name: 'leeway',
    label: 'Grace period for token rotation',
    hint: 'How long the previous token stays valid, in case an answer was lost. From 0 to 60; 0 means not at all.',
    unit: 'seconds',
  })}`;
}
