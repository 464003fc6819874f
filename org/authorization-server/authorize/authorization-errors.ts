import type { Middleware } from 'koa';
import { AUTHORIZE_PATH } from '../../http/paths.js';

/** oidc-provider's words for faults of an authorization request, and Okta's (from its catalogue of OAuth errors). */
const DESCRIPTIONS: [theirs: RegExp, oktas: string][] = [
  [/^missing required parameter 'response_type'/, "The required parameter 'response_type' is missing."],
  [
    /^unsupported response_type/,
    'The response type is not supported by the authorization server. Configured response types: [code].',
  ],
  [
    /^unsupported response_mode/,
    'The response mode is not supported by the authorization server. Valid response modes: [query, fragment, form_post, okta_post_message].',
  ],
  [
    /^scope contains invalid characters/,
    'The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.',
  ],
  [
    /^(unsupported prompt|prompt none)/,
    "Invalid value for 'prompt' parameter. Supported values: [none, login, consent]",
  ],
  [/^invalid max_age/, "Invalid value for 'max_age' parameter. It should be within range 0 - 2^31-1."],
  [/code_challenge_method/, 'PKCE code challenge method is not supported. Valid values: [S256]'],
  [/^code_challenge must/, 'PKCE code challenge contains illegal characters.'],
  [/id_token_hint/, 'The id token is invalid.'],
  [/twice$/, 'The request contained multiple parameters with the same name.'],
];

/** An error's description as Okta would put it. */
export function inOktasWords(description: string): string {
  return DESCRIPTIONS.find(([theirs]) => theirs.test(description))?.[1] ?? description;
}

/** Translates what goes back to an app in the address; oidc-provider offers no earlier moment to do so. */
export const translateRedirect: Middleware = async (ctx, next) => {
  await next();
  const location = ctx.response.get('Location');
  if (!ctx.path.startsWith(AUTHORIZE_PATH) || !location) return;
  const translated = location.replace(/(?<=[?&#]error_description=)[^&]*/, (value) => {
    const description = new URLSearchParams({ description: inOktasWords(new URLSearchParams(`d=${value}`).get('d')!) });
    return description.toString().slice('description='.length);
  });
  ctx.set('Location', translated);
};
