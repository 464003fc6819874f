import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import type { OrgContext } from '../context.js';
import type { AdminContext, AdminState } from './session/admin.js';
import { saveAccess, showAssignments, unassign } from './apps/app-assignments.js';
import { saveGeneral, showGeneral } from './apps/app-general.js';
import { activate, deactivate, deleteApp, showDeactivate, showDelete } from './apps/app-lifecycle.js';
import { createApp, showNewApp } from './apps/app-new.js';
import { saveRole, showRoles } from './apps/app-roles.js';
import { changeScope, showScopes } from './apps/app-scopes.js';
import { apps } from './apps/apps.js';
import { assign, showAssign } from './apps/assign-people.js';
import { showSecret } from './apps/client-secret.js';
import { editCredentials, saveCredentials } from './apps/credentials-edit.js';
import { dashboard } from './dashboard.js';
import { onlyAdmins } from './session/entry.js';
import { changeKeys } from './apps/key-dialog.js';
import { show } from './ui/layout.js';
import { logEvent } from './log/log-event.js';
import { logList } from './log/log-list.js';
import { addOrigin, saveOrigin, showNewOrigin, showOrigin } from './trusted-origins/origin.js';
import {
  activateOrigin,
  deactivateOrigin,
  deleteOrigin,
  showDeactivateOrigin,
  showDeleteOrigin,
} from './trusted-origins/origin-lifecycle.js';
import { origins } from './trusted-origins/origins.js';
import {
  ADMIN_PATH,
  APPS_PATH,
  LOG_PATH,
  LOGIN_PATH,
  NEW_APP_PATH,
  NEW_ORIGIN_PATH,
  ORIGINS_PATH,
  PEOPLE_PATH,
  SIGN_OUT_PATH,
  SWITCHES_PATH,
} from './paths.js';
import { people } from './people/people.js';
import { endSessions, person } from './people/person.js';
import { notFoundPage, wrongMethodPage } from './ui/refusal-pages.js';
import { signIn } from './session/sign-in.js';
import { signOut } from './session/sign-out.js';
import { clearReplays, resetSwitches, rotateNonce, setSwitches, showSwitches } from './switches/switches-page.js';

/** The Admin Console, and the sign-in that leads to it. Other paths go on to whoever comes next. */
export function adminConsole(context: OrgContext, provider: Provider): Middleware {
  const router = new Router<AdminState>();
  router
    .get(ADMIN_PATH, dashboard(context))
    .get(APPS_PATH, apps(context))
    .get(NEW_APP_PATH, showNewApp)
    .post(NEW_APP_PATH, createApp(context))
    .get(`${APPS_PATH}/:id`, showGeneral(context))
    .post(`${APPS_PATH}/:id`, saveGeneral(context))
    .get(`${APPS_PATH}/:id/scopes`, showScopes(context))
    .post(`${APPS_PATH}/:id/scopes`, changeScope(context))
    .get(`${APPS_PATH}/:id/assignments`, showAssignments(context))
    .post(`${APPS_PATH}/:id/assignments`, saveAccess(context))
    .post(`${APPS_PATH}/:id/assignments/remove`, unassign(context))
    .get(`${APPS_PATH}/:id/assignments/add`, showAssign(context))
    .post(`${APPS_PATH}/:id/assignments/add`, assign(context))
    .get(`${APPS_PATH}/:id/roles`, showRoles(context))
    .post(`${APPS_PATH}/:id/roles`, saveRole(context))
    .get(`${APPS_PATH}/:id/credentials`, editCredentials(context))
    .post(`${APPS_PATH}/:id/credentials`, saveCredentials(context))
    .post(`${APPS_PATH}/:id/credentials/keys`, changeKeys(context))
    .post(`${APPS_PATH}/:id/credentials/secret`, showSecret(context))
    .get(`${APPS_PATH}/:id/deactivate`, showDeactivate(context))
    .post(`${APPS_PATH}/:id/deactivate`, deactivate(context))
    .post(`${APPS_PATH}/:id/activate`, activate(context))
    .get(`${APPS_PATH}/:id/delete`, showDelete(context))
    .post(`${APPS_PATH}/:id/delete`, deleteApp(context))
    .get(PEOPLE_PATH, people(context))
    .get(`${PEOPLE_PATH}/:id`, person(context))
    .post(`${PEOPLE_PATH}/:id/end-sessions`, endSessions(context))
    .get(ORIGINS_PATH, origins(context))
    .get(NEW_ORIGIN_PATH, showNewOrigin)
    .post(NEW_ORIGIN_PATH, addOrigin(context))
    .get(`${ORIGINS_PATH}/:id`, showOrigin(context))
    .post(`${ORIGINS_PATH}/:id`, saveOrigin(context))
    .get(`${ORIGINS_PATH}/:id/deactivate`, showDeactivateOrigin(context))
    .post(`${ORIGINS_PATH}/:id/deactivate`, deactivateOrigin(context))
    .post(`${ORIGINS_PATH}/:id/activate`, activateOrigin(context))
    .get(`${ORIGINS_PATH}/:id/delete`, showDeleteOrigin(context))
    .post(`${ORIGINS_PATH}/:id/delete`, deleteOrigin(context))
    .get(LOG_PATH, logList(context))
    .get(`${LOG_PATH}/:uuid`, logEvent(context))
    .get(SWITCHES_PATH, showSwitches(context))
    .post(SWITCHES_PATH, setSwitches(context))
    .post(`${SWITCHES_PATH}/reset`, resetSwitches(context))
    .post(`${SWITCHES_PATH}/rotate-nonce`, rotateNonce(context))
    .post(`${SWITCHES_PATH}/clear-replays`, clearReplays(context))
    .post(SIGN_OUT_PATH, signOut(provider));
  const routes = router.routes() as unknown as Middleware;
  const enter = onlyAdmins(context, provider);
  const login = signIn(context, provider);

  return async (ctx, next) => {
    if (ctx.path === LOGIN_PATH && ['GET', 'HEAD', 'POST'].includes(ctx.method)) {
      await login(ctx, next);
      return;
    }
    if (ctx.path !== ADMIN_PATH && !ctx.path.startsWith(`${ADMIN_PATH}/`)) {
      await next();
      return;
    }
    const admin = ctx as unknown as AdminContext;
    await enter(admin, async () => {
      await routes(ctx, async () => {
        const isKnown = (ctx['matched'] as readonly unknown[]).length > 0;
        show(admin, isKnown ? wrongMethodPage : notFoundPage());
      });
    });
  };
}
