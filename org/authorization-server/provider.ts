import { errors, interactionPolicy, Provider, type ClientMetadata, type Configuration } from 'oidc-provider';
import type { App } from '../model/app.js';
import { stateAdapter } from './adapter.js';
import { inOktasWords } from './authorize/authorization-errors.js';
import { authorizationRequestChecks } from './authorize/authorization-request.js';
import { checkAssignment, NOT_ASSIGNED } from './authorize/assignment.js';
import type { OrgContext } from '../context.js';
import { renderError } from './error-page.js';
import { oktaPostMessage } from './authorize/okta-post-message.js';
import { AUTHORIZE_PATH, KEYS_PATH, LOGOUT_PATH, SIGN_IN_PATH, TOKEN_PATH } from '../http/paths.js';
import { supportedScopes } from './scopes.js';
import { isOriginOf } from './token/token-request.js';

/** The cookie of the org's session. */
export const SESSION_COOKIE = 'sid';

/** How long the org's session lasts, in seconds. */
export const SESSION_LIFETIME = 24 * 60 * 60;

/**
 * Attributes of all cookies of the org. `lax` lets the session through when an app sends the browser here, and in the
 * hidden frame of an app of the same site.
 */
export const COOKIE_ATTRIBUTES = { httpOnly: true, sameSite: 'lax', signed: true } as const;

/**
 * oidc-provider, set up as Okta's org authorization server. It owns the authorization request, the sign-in's
 * interaction and the session. The token endpoint is the org's own, since it checks proofs and words errors as Okta
 * does; so the DPoP feature is off.
 */
export function createProvider(context: OrgContext): Provider {
  const { origin, state, directory } = context;
  const adapter = stateAdapter(state, () => context.now());
  const off = { enabled: false } as const;
  const configuration: Configuration = {
    // Apps are read from the directory, so that they need not be known at the start.
    adapter: (model) =>
      model === 'Client' ? { ...adapter(model), find: async (id) => clientOf(directory.app(id)) } : adapter(model),
    jwks: { keys: [state.secrets.idTokenKey] },
    cookies: {
      keys: [state.secrets.cookieKey],
      names: { session: SESSION_COOKIE, interaction: 'interaction', resume: 'interaction_resume' },
      long: COOKIE_ATTRIBUTES,
      short: COOKIE_ATTRIBUTES,
    },
    routes: { authorization: AUTHORIZE_PATH, token: TOKEN_PATH, jwks: KEYS_PATH, end_session: LOGOUT_PATH },
    features: {
      devInteractions: off,
      dPoP: off,
      introspection: off,
      pushedAuthorizationRequests: off,
      resourceIndicators: off,
      revocation: off,
      rpInitiatedLogout: off,
      userinfo: off,
    },
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    scopes: supportedScopes(directory.apps()),
    pkce: { required: () => false }, // demanded by authorizationRequestChecks, in Okta's words
    extraParams: authorizationRequestChecks(context),
    interactions: { url: (_ctx, { uid }) => `${SIGN_IN_PATH}/${uid}`, policy: policy(context) },
    findAccount: (_ctx, id) =>
      directory.user(id)?.status === 'ACTIVE' ? { accountId: id, claims: async () => ({ sub: id }) } : undefined,
    // Apps are trusted: nobody is asked for consent. Each authorization is a grant of its own, so that revoking it
    // ends what came from it and nothing else.
    async loadExistingGrant(ctx) {
      const { client, account, params } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: client!.clientId, accountId: account!.accountId });
      grant.addOIDCScope(String(params!['scope']));
      await grant.save();
      return grant;
    },
    expiresWithSession: async () => false, // tokens outlive the session at Okta
    // Seconds. A grant is needed until its code is exchanged.
    ttl: { AuthorizationCode: 300, Grant: 600, Interaction: 3600, Session: SESSION_LIFETIME, IdToken: 3600 },
    renderError: renderError(context),
    clientBasedCORS: (_ctx, from, client) => isOriginOf(directory.app(client.clientId), from),
    allowOmittingSingleRegisteredRedirectUri: false,
  };

  const provider = new Provider(origin, configuration);
  provider.registerResponseMode('okta_post_message', oktaPostMessage);
  // For whoever keeps a log; in every response mode.
  provider.on('authorization.error', ({ state: traces }, error) => {
    traces['notAuthorized'] = inOktasWords(error.error_description ?? error.error);
  });
  // A bug of the org: stderr gets the stack.
  provider.on('server_error', (_ctx, error: Error) => console.error(error.stack ?? error.message));
  return provider;
}

/** An app that people sign in to, as oidc-provider's client; undefined for others and when it may not be used. */
function clientOf(app: App | undefined): ClientMetadata | undefined {
  if (app?.status !== 'ACTIVE' || app.type !== 'browser') return undefined;
  return {
    client_id: app.client_id,
    client_name: app.label,
    redirect_uris: app.redirect_uris,
    post_logout_redirect_uris: app.post_logout_redirect_uris,
    grant_types: app.grant_types,
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}

/** When to ask the person something: only to sign in. Once that is done, whether they may use the app at all. */
function policy({ directory }: OrgContext): interactionPolicy.DefaultPolicy {
  const prompts = interactionPolicy.base();
  const { Check } = interactionPolicy;
  const login = prompts.get('login')!;
  login.checks.remove('no_session');
  login.checks.add(
    new Check(
      'no_session',
      'The client specified not to prompt, but the user is not logged in.',
      'login_required',
      // A session whose user is gone or no longer active is none.
      (ctx) => !ctx.oidc.session?.accountId || !ctx.oidc.account,
    ),
  );
  const { checks } = prompts.get('consent')!;
  checks.clear(); // `prompt=consent` is accepted, and asks nothing
  checks.add(
    // Here, since what is asked of a person comes first: who may not use the app can sign in as another.
    new Check('assignment', NOT_ASSIGNED, 'access_denied', (ctx) => {
      const [userId, clientId] = [ctx.oidc.account!.accountId, ctx.oidc.client!.clientId];
      ctx.state['authorization'] = { userId, clientId }; // for whoever keeps a log
      const refusal = new errors.CustomOIDCProviderError('access_denied', NOT_ASSIGNED);
      checkAssignment(ctx, directory.app(clientId)!, directory.user(userId)!, refusal);
      return Check.NO_NEED_TO_PROMPT;
    }),
  );
  return prompts;
}
