import { html, page, type Html } from '../../pages/page.js';
import { ROLE_NAMES, type AdminContext } from '../session/admin.js';
import { form } from './form.js';
import { noticeText, type Notice } from './notices.js';
import { ADMIN_PATH, APPS_PATH, LOG_PATH, ORIGINS_PATH, PEOPLE_PATH, SIGN_OUT_PATH, SWITCHES_PATH } from '../paths.js';
import { switchedOn } from './switched-on.js';

/** A page of the console. */
export interface ConsolePage {
  /** Its heading. */
  title: string;
  body: Html;
  /** Left out: 200. */
  status?: number;
  /** What stands above the heading, such as the way back to a list. */
  above?: Html;
  /** What stands beside the heading. */
  beside?: Html;
  /** Whether a form came back with errors: the title says so first. */
  failed?: boolean;
}

const NAVIGATION: [path: string, label: string][] = [
  [ADMIN_PATH, 'Dashboard'],
  [APPS_PATH, 'Applications'],
  [PEOPLE_PATH, 'People'],
  [ORIGINS_PATH, 'Security'],
  [LOG_PATH, 'System Log'],
  [SWITCHES_PATH, 'Switches'],
];

/** Answers with a page of the console. */
export function show(
  ctx: AdminContext,
  { title, body, status = 200, above, beside, failed = false }: ConsolePage,
): void {
  // Nobody is signed in on the page that asks to do so.
  const { admin } = ctx.state as Partial<AdminContext['state']>;
  const notice = status === 200 ? noticeText(ctx.query['notice']) : undefined;
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = page({
    title: `${failed ? 'Error: ' : ''}${title} · Admin Console`,
    styles: ['/assets/admin.css'],
    body: html`<a class="skip" href="#main">Skip to content</a>
      <header class="bar">
        <a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="24" height="24" /> Practice org</a>
        <span class="product">Admin Console</span>
        ${admin ? who(admin) : undefined}
      </header>
      <div class="frame">
        ${admin?.role ? navigation(ctx.path) : undefined}
        <main id="main" tabindex="-1">
          ${admin?.role ? switchedOnBanner(ctx) : undefined}
          ${notice ? html`<p class="notice" role="status">${notice}</p>` : undefined} ${above}
          <div class="heading">
            <h1>${title}</h1>
            ${beside}
          </div>
          ${body}
        </main>
      </div>`,
  });
}

/** Answers a form that was taken: with the page to see next, so that reloading it sends nothing again. */
export function seeOther(ctx: AdminContext, path: string, notice: Notice): void {
  ctx.status = 303;
  ctx.redirect(`${path}?notice=${notice}`);
}

function navigation(path: string): Html {
  const isCurrent = (target: string): boolean =>
    path === target || (target !== ADMIN_PATH && path.startsWith(`${target}/`));
  return html`<nav class="sections" aria-label="Console">
    <ul>
      ${NAVIGATION.map(
        ([target, label]) =>
          html`<li>
            <a href="${target}" ${isCurrent(target) ? html`aria-current="page"` : undefined}>${label}</a>
          </li>`,
      )}
    </ul>
  </nav>`;
}

function who({ user, role, formToken }: AdminContext['state']['admin']): Html {
  return html`<div class="who">
    <p>
      <span>${user.profile.firstName} ${user.profile.lastName}</span>
      <span class="muted">${role ? ROLE_NAMES[role] : 'No admin role'}</span>
    </p>
    <form method="post" action="${SIGN_OUT_PATH}">
      <input type="hidden" name="token" value="${formToken}" />
      <button type="submit" class="quiet">Sign out</button>
    </form>
  </div>`;
}

function switchedOnBanner(ctx: AdminContext): Html | undefined {
  const on = switchedOn(ctx.state.switches);
  if (on.length === 0) return undefined;
  return html`<section class="banner" aria-labelledby="switched-on">
    <h2 id="switched-on">Switched on</h2>
    <ul>
      ${on.map((text) => html`<li>${text}</li>`)}
    </ul>
    <a href="${SWITCHES_PATH}">Switches</a>
    ${ctx.state.admin.mayChange ? form(ctx, { action: `${SWITCHES_PATH}/reset`, submit: 'Back to normal' }) : undefined}
  </section>`;
}
