import type { Middleware } from 'koa';

/** The response modes of the authorization endpoint. oidc-provider has all but Okta's own, `okta_post_message`. */
export const RESPONSE_MODES = ['query', 'fragment', 'form_post', 'okta_post_message'] as const;

/** oidc-provider's descriptions of errors of an authorization request, and Okta's (from its catalogue of OAuth errors). */
const DESCRIPTIONS: [provider: RegExp, okta: string][] = [
  [/^missing required parameter 'response_type'/, "The required parameter 'response_type' is missing."],
  [
    /^unsupported response_type/,
    'The response type is not supported by the authorization server. Configured response types: [code].',
  ],
  [
    /^unsupported response_mode/,
    `The response mode is not supported by the authorization server. Valid response modes: [${RESPONSE_MODES.join(', ')}].`,
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

/** Okta's description of an error that oidc-provider describes; without one, oidc-provider's. */
export function oktaDescription(description: string): string {
  return DESCRIPTIONS.find(([provider]) => provider.test(description))?.[1] ?? description;
}

/** Replaces the description in a redirect to the app. oidc-provider has no earlier hook for it. */
export const translateRedirect: Middleware = async (ctx, next) => {
  await next();
  const location = ctx.response.get('Location');
  if (!location) return;
  const translated = location.replace(/(?<=[?&#]error_description=)[^&]*/, (value) => {
    const description = oktaDescription(new URLSearchParams(`d=${value}`).get('d')!);
    return new URLSearchParams({ description }).toString().slice('description='.length);
  });
  ctx.set('Location', translated);
};
