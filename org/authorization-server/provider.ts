import {
  interactionPolicy,
  Provider,
  type Adapter,
  type AdapterFactory,
  type ClientMetadata,
  type Configuration,
} from 'oidc-provider';
import type { App } from '../model/app.js';
import { oktaDescription } from './authorize/authorization-errors.js';
import { authorizationRequestChecks } from './authorize/authorization-request.js';
import { assignmentCheck } from './authorize/assignment.js';
import type { OrgContext } from '../context.js';
import { renderError } from './error-page.js';
import { oktaPostMessage } from './authorize/okta-post-message.js';
import { isOriginOf } from '../http/cors.js';
import { AUTHORIZE_PATH, KEYS_PATH, LOGOUT_PATH, SIGN_IN_PATH, TOKEN_PATH } from '../http/paths.js';
import { COOKIE_ATTRIBUTES, SESSION_COOKIE, SESSION_LIFETIME } from './session/session.js';
import { supportedScopes } from '../model/scopes.js';
import type { State } from '../state/state.js';

/**
 * oidc-provider, configured as Okta's org authorization server. It handles the authorization request, the sign-in
 * interaction and the session. Its DPoP feature is off, since the org has its own token endpoint, which checks proofs and
 * answers errors as Okta does.
 */
export function createProvider(context: OrgContext): Provider {
  const { origin, state, directory } = context;
  const adapter = stateAdapter(state, () => context.now());
  const off = { enabled: false } as const;
  const configuration: Configuration = {
    // Apps come from the directory, since they can be added and changed.
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
    pkce: { required: () => false }, // authorizationRequestChecks requires it, with Okta's error
    extraParams: authorizationRequestChecks(context),
    interactions: { url: (_ctx, { uid }) => `${SIGN_IN_PATH}/${uid}`, policy: policy(context) },
    findAccount: (_ctx, id) =>
      directory.user(id)?.status === 'ACTIVE' ? { accountId: id, claims: async () => ({ sub: id }) } : undefined,
    // Users are never asked for consent. Each authorization has its own grant, so that revoking the grant revokes only the
    // tokens of that authorization.
    async loadExistingGrant(ctx) {
      const { client, account, params } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: client!.clientId, accountId: account!.accountId });
      grant.addOIDCScope(String(params!['scope']));
      await grant.save();
      return grant;
    },
    expiresWithSession: async () => false, // tokens outlive the session at Okta
    // In seconds. A grant is needed until its code is exchanged.
    ttl: { AuthorizationCode: 300, Grant: 600, Interaction: 3600, Session: SESSION_LIFETIME, IdToken: 3600 },
    renderError: renderError(context),
    clientBasedCORS: (_ctx, from, client) => isOriginOf(directory.app(client.clientId), from),
    allowOmittingSingleRegisteredRedirectUri: false,
  };

  const provider = new Provider(origin, configuration);
  provider.registerResponseMode('okta_post_message', oktaPostMessage);
  // For the System Log, in all response modes.
  provider.on('authorization.error', ({ state }, error) => {
    state['notAuthorized'] = oktaDescription(error.error_description ?? error.error);
  });
  // A bug of the org.
  provider.on('server_error', (_ctx, error: Error) => console.error(error.stack ?? error.message));
  return provider;
}

/** An active browser app as oidc-provider's client; undefined for any other app. */
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

/** When oidc-provider interacts with the user: only to sign in. After that it checks whether the user may use the app. */
function policy(context: OrgContext): interactionPolicy.DefaultPolicy {
  const prompts = interactionPolicy.base();
  const { Check } = interactionPolicy;
  const login = prompts.get('login')!;
  login.checks.remove('no_session');
  login.checks.add(
    new Check(
      'no_session',
      'The client specified not to prompt, but the user is not logged in.',
      'login_required',
      // A session whose user was deleted or deactivated does not count.
      (ctx) => !ctx.oidc.session?.accountId || !ctx.oidc.account,
    ),
  );
  const { checks } = prompts.get('consent')!;
  checks.clear(); // `prompt=consent` is accepted and has no effect
  checks.add(assignmentCheck(context));
  return prompts;
}

/**
 * Keeps what oidc-provider wants to keep, one kind of entry for each of its models.
 *
 * @param now the org's clock, in seconds since the epoch
 */
export function stateAdapter(state: State, now: () => number): AdapterFactory {
  return (model): Adapter => ({
    async upsert(id, payload, expiresIn) {
      state.set(model, id, { ...payload }, expiresIn === undefined ? undefined : now() + expiresIn);
    },
    async find(id) {
      return state.get(model, id);
    },
    async findByUid(uid) {
      return state.find(model, (value) => value['uid'] === uid);
    },
    async findByUserCode() {
      return undefined; // of the device grant, which the org does not offer
    },
    async consume(id) {
      state.consume(model, id);
    },
    async destroy(id) {
      state.delete(model, id);
    },
    async revokeByGrantId(grantId) {
      state.deleteWhere((value) => value['grantId'] === grantId, [model]);
    },
  });
}
