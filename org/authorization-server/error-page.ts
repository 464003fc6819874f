import type { Context } from 'koa';
import { errors, type Configuration } from 'oidc-provider';
import { html, page, PAGE_POLICY, type Html } from '../pages/page.js';
import type { OrgContext } from '../context.js';

/** What a user sees when an error cannot be sent to an app. */
export interface Explanation {
  /** Okta's error text. */
  description: string;
  /** The actual value and the expected ones. */
  hint?: Html;
}

/**
 * The sign-in took too long or was finished before, or the browser blocks cookies. Which app it began in is not known any
 * more, so the page leads to all of them.
 */
export function expired({ directory }: OrgContext): Explanation {
  const apps = directory.apps().filter((app) => app.type === 'browser' && app.status === 'ACTIVE');
  const origins = new Set(apps.flatMap((app) => app.redirect_uris.map((uri) => new URL(uri).origin)));
  return {
    description: 'Request expired, please start over and try again.',
    hint: html`<p>Go back to the app and sign in from there:</p>
      <ul>
        ${[...origins].map((origin) => html`<li><a href="${origin}">${origin}</a></li>`)}
      </ul>`,
  };
}

/** Shows errors of the authorization endpoint that have no valid redirect URI. */
export function renderError(context: OrgContext): NonNullable<Configuration['renderError']> {
  return (ctx, out, error) => {
    const explanation = explain(ctx, error, context) ?? { description: out.error_description ?? out.error };
    showError(ctx, ctx.status, explanation);
  };
}

/** Answers with an error page. */
export function showError(ctx: Context, status: number, { description, hint }: Explanation): void {
  ctx.state['explanation'] = description;
  ctx.status = status;
  ctx.type = 'html';
  ctx.set('Content-Security-Policy', PAGE_POLICY);
  ctx.set('Cache-Control', 'no-store');
  ctx.body = page({
    title: 'This request cannot be answered',
    body: html`<main class="card wide">
      <p class="org"><img src="/assets/icon.svg" alt="" width="24" height="24" /> Practice org</p>
      <h1>This request cannot be answered</h1>
      <p class="alert" role="alert">${description}</p>
      ${hint}
      <p><a href="/">About this org</a></p>
    </main>`,
  });
}

function explain(ctx: Context, error: Error, context: OrgContext): Explanation | undefined {
  if (error instanceof errors.SessionNotFound) return expired(context);
  const apps = context.directory.apps();
  const clientId = parameter(ctx, 'client_id');
  const redirectUri = parameter(ctx, 'redirect_uri');
  if (clientId === undefined) {
    return { description: "The required parameter 'client_id' is missing." };
  }
  if (apps.some(({ client_id: id, type, status }) => id === clientId && type === 'service' && status === 'ACTIVE')) {
    return {
      description: "Clients with 'application_type' of 'service' are not allowed to access the 'authorize' endpoint.",
    };
  }
  if (error instanceof errors.InvalidClient) {
    return {
      description: "Invalid value for 'client_id' parameter.",
      hint: html`${actual('client_id', clientId)}
      ${expected(
        'This org knows',
        apps.filter((app) => app.type === 'browser').map((app) => app.client_id),
      )}`,
    };
  }
  if (redirectUri === undefined) {
    return { description: "The required parameter 'redirect_uri' is missing." };
  }
  if (error instanceof errors.InvalidRedirectUri) {
    const app = apps.find((candidate) => candidate.client_id === clientId);
    return {
      description: "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
      hint: html`${actual('redirect_uri', redirectUri)} ${expected('The app has', app?.redirect_uris ?? [])}`,
    };
  }
  return undefined;
}

/** A parameter that the request contains once; oidc-provider refuses repeated ones. */
function parameter(ctx: Context, name: string): string | undefined {
  const value = ctx.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value that the request contained. */
function actual(name: string, value: string): Html {
  return html`<p>
    The value of <code>${name}</code>:<br />
    <code>${value.slice(0, 500)}</code>
  </p>`;
}

/** The values that the org would have accepted. */
export function expected(lead: string, values: readonly string[]): Html {
  return html`<p>${lead}:</p>
    <ul>
      ${values.map((value) => html`<li><code>${value}</code></li>`)}
    </ul>`;
}
