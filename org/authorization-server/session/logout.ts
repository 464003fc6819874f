import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import type { OrgContext } from '../../context.js';
import { FormError, readForm } from '../../http/body.js';
import { html } from '../../pages/page.js';
import { expected, showError, type Explanation } from '../error-page.js';
import { endSession } from './session.js';

/** A request of an app to sign a user out. */
interface LogoutRequest {
  /** The user of the ID token hint; undefined without a hint. */
  userId?: string;
  /** The app. */
  clientId: string;
  /** Where to redirect the browser; undefined for the org's front page. */
  target?: string;
  state?: string;
}

/**
 * Ends the org's session and redirects the browser to the app, on GET or POST (OpenID Connect RP-Initiated Logout 1.0
 * section 2).
 * oidc-provider's own logout would ask the user first.
 */
export function logout(context: OrgContext, provider: Provider): Middleware {
  return async (ctx) => {
    const request = await readRequest(ctx, context).catch((error: unknown) => {
      if (error instanceof FormError) return { description: error.message };
      throw error;
    });
    if ('description' in request) {
      showError(ctx, 400, request);
      return;
    }

    const session = await provider.Session.get(ctx);
    const { userId = session.accountId, clientId, target, state } = request;
    if (session.accountId !== undefined && session.accountId !== userId) {
      showError(ctx, 400, {
        description: "The ID token subject does not match the current session's user.",
        ...(target && { hint: html`<p>Somebody else is signed in here. <a href="${target}">Back to the app</a></p>` }),
      });
      return;
    }
    await endSession(ctx, session, { ...(userId !== undefined && { userId }), clientId });
    ctx.set('Cache-Control', 'no-store');
    const to = new URL(target ?? '/', context.origin);
    if (target !== undefined && state !== undefined) to.searchParams.set('state', state);
    ctx.status = 302;
    ctx.redirect(to.href);
  };
}

async function readRequest(ctx: Context, context: OrgContext): Promise<LogoutRequest | Explanation> {
  const parameters = ctx.method === 'POST' ? await readForm(ctx) : new URLSearchParams(ctx.querystring);
  if (new Set(parameters.keys()).size < parameters.size) {
    return { description: 'The request contained multiple parameters with the same name.' };
  }
  const {
    id_token_hint: hint,
    client_id: clientId,
    post_logout_redirect_uri: target,
    state,
  } = Object.fromEntries(parameters) as Partial<Record<string, string>>;
  if (!hint && !clientId) return { description: "The required parameter 'id_token_hint' is missing." };
  const claims = hint ? await context.idTokens.readHint(hint) : undefined;
  if (hint && !claims) return { description: 'The id token is invalid.' };

  const app = context.directory.app(claims?.aud ?? clientId!);
  if (!app || (clientId && clientId !== app.client_id)) {
    return { description: "Invalid value for 'client_id' parameter." };
  }
  if (target && !app.post_logout_redirect_uris.includes(target)) {
    return {
      description: "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
      hint: expected('The app has', app.post_logout_redirect_uris),
    };
  }
  return {
    clientId: app.client_id,
    ...(claims && { userId: claims.sub }),
    ...(target && { target }),
    ...(state && { state }),
  };
}
