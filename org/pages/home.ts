import type { Middleware } from 'koa';
import type { OrgContext } from '../context.js';
import { html, page, PAGE_POLICY } from './page.js';

/** An endpoint as the front page lists it. */
type Endpoint = readonly [method: string, path: string, scope: string, role: string];

/** The org's front page: what it is, and links to its parts. */
export function home({ origin, directory }: OrgContext, endpoints: readonly Endpoint[]): Middleware {
  return (ctx, next) => {
    if (ctx.path !== '/' || !['GET', 'HEAD'].includes(ctx.method)) return next();
    ctx.type = 'html';
    ctx.set('Content-Security-Policy', PAGE_POLICY);
    ctx.body = page({
      title: 'About this org',
      body: html`<main class="card wide">
        <p class="org"><img src="/assets/icon.svg" alt="" width="24" height="24" /> Practice org</p>
        <h1>A local org to practise DPoP with</h1>
        <p>
          It behaves like an Okta org: it signs people in, issues tokens, and refuses requests whose proof is missing or
          wrong. All its data is made up, and it cannot be reached from other machines.
        </p>
        <dl>
          <dt>Issuer</dt>
          <dd><code>${origin}</code></dd>
          <dt>People</dt>
          <dd>${directory.users().length}</dd>
        </dl>
        <h2>Apps</h2>
        <ul>
          ${directory.apps().map(
            ({ label, client_id: clientId, dpop_bound_access_tokens: bound }) =>
              html`<li>
                ${label} <span class="muted">· ${bound ? 'requires DPoP' : 'bearer tokens'}</span><br />
                <code>${clientId}</code>
              </li>`,
          )}
        </ul>
        <h2>Administration</h2>
        <p><a href="/admin">Admin Console</a></p>
        <h2>For developers</h2>
        <ul>
          <li><a href="/.well-known/openid-configuration">Metadata of the authorization server</a></li>
          <li><a href="/oauth2/v1/keys">Public keys of the authorization server</a></li>
        </ul>
        <h2>To call with an access token</h2>
        <details>
          <summary>${endpoints.length} endpoints, each with its least scope and admin role</summary>
          <ul>
            ${endpoints.map(
              ([method, path, scope, role]) =>
                html`<li>
                  <code>${method} ${path}</code><br />
                  <span class="muted">${scope} · ${role === 'none' ? 'no role' : role}</span>
                </li>`,
            )}
          </ul>
        </details>
      </main>`,
    });
    return undefined;
  };
}
