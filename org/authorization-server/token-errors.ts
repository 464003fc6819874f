import type { errors, KoaContextWithOIDC } from 'oidc-provider';
import type { AuthorizationServerContext } from './context.js';
import { TOKEN_PATH } from './paths.js';

interface TokenError {
  status: number;
  error: string;
  error_description: string;
}

/** Grant types that the token endpoint knows. */
export const GRANT_TYPES = ['authorization_code', 'refresh_token'] as const;

/** A page asked that is not the app's. */
export const FOREIGN_PAGE =
  'Browser requests to the token endpoint must be part of at least one whitelisted redirect_uri.';

/**
 * oidc-provider's own errors at the token endpoint, by what sets them apart, in Okta's words (from Okta's catalogue of
 * OAuth errors). What the grants throw is in those words already, and passes.
 */
const TRANSLATIONS: [matches: RegExp, as: (configured: string) => TokenError][] = [
  [/client not found/, () => unauthorized("Invalid value for 'client_id' parameter.")],
  [/no client authentication mechanism/, () => unauthorized('No client credentials found.')],
  [/authorization header/i, () => unauthorized('Found Authentication header but was not valid client credentials.')],
  [
    /client authentication must only/,
    () => ({
      status: 401,
      error: 'invalid_request',
      error_description:
        'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.',
    }),
  ],
  [
    /client authentication failed|client_assertion/,
    () => unauthorized('Client authentication failed. Either the client or the client credentials are invalid.'),
  ],
  [/^\s*origin .* not allowed for client/, () => badRequest('invalid_request', FOREIGN_PAGE)],
  [/twice/, () => badRequest('invalid_request', 'The request contained multiple parameters with the same name.')],
  [
    /missing required parameter.*grant_type/,
    () =>
      badRequest(
        'invalid_request',
        `The token request must specify a 'grant_type'. Valid values: [${GRANT_TYPES.join(', ')}]`,
      ),
  ],
  [
    /requested grant type is not allowed/,
    (configured) =>
      badRequest(
        'unauthorized_client',
        `The client is not authorized to use the provided grant type. Configured grant types: [${configured}].`,
      ),
  ],
  [
    /unsupported grant_type/,
    (configured) =>
      badRequest(
        'unsupported_grant_type',
        `The authorization grant type is not supported by the authorization server. Configured grant types: [${configured}].`,
      ),
  ],
  [
    /scope contains invalid characters/,
    () =>
      badRequest(
        'invalid_scope',
        'The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.',
      ),
  ],
];

/**
 * Answers a failed token request as Okta does: always JSON, the members in Okta's order. It runs when oidc-provider has
 * made up its own answer, and replaces it.
 */
export function answerTokenError(context: AuthorizationServerContext) {
  return (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError): void => {
    const reason = `${error.error_detail ?? ''} ${error.error_description ?? ''}`;
    const translate = TRANSLATIONS.find(([matches]) => matches.test(reason))?.[1];
    const configured = context.directory.app(ctx.oidc.client?.clientId ?? '')?.grant_types ?? GRANT_TYPES;
    const { status, ...body } = translate?.(configured.join(', ')) ?? {
      status: error.statusCode,
      error: error.error,
      error_description: error.error_description ?? '',
    };
    ctx.status = status;
    ctx.remove('WWW-Authenticate');
    if (status === 401 && ctx.get('Authorization') !== '')
      ctx.set('WWW-Authenticate', `Basic realm="${context.origin}"`);
    ctx.body = body;
  };
}

/** A bug of the org: stderr gets the stack, the client Okta's words. */
export function answerServerError(ctx: KoaContextWithOIDC, error: Error): void {
  console.error(error.stack ?? error.message);
  if (ctx.path !== TOKEN_PATH) return;
  ctx.body = {
    error: 'server_error',
    error_description:
      'The authorization server encountered an unexpected condition that prevented it from fulfilling the request.',
  };
}

function badRequest(error: string, error_description: string): TokenError {
  return { status: 400, error, error_description };
}

function unauthorized(error_description: string): TokenError {
  return { status: 401, error: 'invalid_client', error_description };
}
