import { html, type Html } from '../../pages/page.js';
import { DEFAULT_ROTATION, type Rotation } from '../../model/token-rotation.js';
import { numberField, radio } from '../ui/form.js';

/** What a form says of refresh tokens, as it stands in the form. */
export interface EnteredRotation {
  rotation: Rotation['rotation_type'];
  leeway: string;
}

export function enteredRotationOf({ rotation_type, leeway }: Rotation): EnteredRotation {
  return { rotation: rotation_type, leeway: String(leeway) };
}

/** What was entered; a form that says nothing of it means the default. */
export function enteredRotationIn(sent: URLSearchParams): EnteredRotation {
  return {
    rotation: sent.get('rotation') === 'STATIC' ? 'STATIC' : 'ROTATE',
    leeway: sent.get('leeway') ?? String(DEFAULT_ROTATION.leeway),
  };
}

/** What was entered, as a setting; a text that is no number becomes one that is refused. */
export function enteredSetting({ rotation, leeway }: EnteredRotation): Rotation {
  const text = leeway.trim();
  return { rotation_type: rotation, leeway: /^\d{1,9}$/.test(text) ? Number(text) : NaN };
}

/** The fields about what becomes of a refresh token when it is used, in Okta's words. */
export function rotationFields({ rotation, leeway }: EnteredRotation, error?: string): Html {
  return html`<fieldset>
      <legend>Refresh token behavior</legend>
      ${radio({
        name: 'rotation',
        value: 'ROTATE',
        label: 'Rotate token after every use',
        hint: 'One that is used again, after the grace period, ends all tokens of its sign-in (RFC 9700).',
        checked: rotation === 'ROTATE',
      })}
      ${radio({
        name: 'rotation',
        value: 'STATIC',
        label: 'Use persistent token',
        hint: 'The same token is used again and again. With DPoP it is bound to the key of the application, and no use to a thief.',
        checked: rotation === 'STATIC',
      })}
    </fieldset>
    ${numberField({
      name: 'leeway',
      label: 'Grace period for token rotation',
      hint: 'For how long the former token still works, for an answer that got lost: 0 to 60; 0 is not at all.',
      unit: 'seconds',
      value: leeway,
      ...(error !== undefined && { error }),
    })}`;
}
