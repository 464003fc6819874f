import { newSecret, usesSecret, type ServiceAuthMethod } from './app-credentials.js';
import { appSchema, type App } from './app.js';
import { checkKeys, type PublicKey } from './public-key.js';
import { SettingsError } from './settings-error.js';
import { rotationOf, type Rotation } from './token-rotation.js';

/** The settings of an app that can be changed, in the terms of Okta's API. */
export interface AppSettings {
  label: string;
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  grant_types: string[];
  dpop_bound_access_tokens: boolean;
  jwks: { keys: PublicKey[] };
  token_endpoint_auth_method: ServiceAuthMethod;
  /** Left out, where the method needs one: the app keeps its secret, or gets a new one. */
  client_secret: string;
  consent_method: NonNullable<App['consent_method']>;
  issuer_mode: NonNullable<App['issuer_mode']>;
  /** What is left out stays. */
  refresh_token: Partial<Rotation>;
  implicit_assignment: boolean;
}

/**
 * An app with some of its settings changed.
 *
 * @param app the app as it is, or the defaults of a new one
 * @throws SettingsError with each wrong field
 */
export function applySettings(
  app: { type: App['type']; refresh_token?: Rotation },
  settings: Partial<AppSettings>,
): App {
  checkKeys(settings.jwks?.keys ?? []);
  const result = appSchema.safeParse({ ...app, ...fieldsOf(app, settings) });
  if (!result.success) throw SettingsError.fromSchema(result.error);
  return normalizeSecret(result.data);
}

/** What only a browser app has: the setting, Okta's name of it in an error, and what a client without it lacks. */
const BROWSER_ONLY: readonly (readonly [setting: keyof AppSettings, field: string, what: string])[] = [
  ['refresh_token', 'refresh_token', 'has refresh tokens'],
  ['implicit_assignment', 'implicitAssignment', 'is open to people'],
];

/**
 * The settings as fields of the app. A partial rotation is completed from the app.
 *
 * @throws SettingsError when a setting of browser apps is set for a service app
 */
function fieldsOf(app: { type: App['type']; refresh_token?: Rotation }, settings: Partial<AppSettings>): object {
  const { refresh_token: rotation } = settings;
  if (app.type === 'browser') {
    return { ...settings, ...(rotation && { refresh_token: { ...rotationOf(app), ...rotation } }) };
  }
  const wrong = BROWSER_ONLY.filter(([setting]) => settings[setting]);
  if (wrong.length > 0) {
    throw new SettingsError(
      wrong.map(([, field, what]) => [field, `Only a client with 'application_type' of 'browser' ${what}.`]),
    );
  }
  const browserOnly = new Set<string>(BROWSER_ONLY.map(([setting]) => setting));
  return Object.fromEntries(Object.entries(settings).filter(([setting]) => !browserOnly.has(setting)));
}

/**
 * Gives a service app whose method needs a secret a new one if it has none. With any other method its secret is deleted
 * for good (docs/okta-facts.md, section 6).
 */
function normalizeSecret(app: App): App {
  if (app.type !== 'service') return app;
  const { client_secret: secret = newSecret(), ...rest } = app;
  return usesSecret(app) ? { ...rest, client_secret: secret } : rest;
}
