import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import type { OrgContext } from '../context.js';
import { apps } from './apps/apps.js';
import { assignments } from './apps/assignments.js';
import type { AdminContext, AdminState, Area } from './context.js';
import { dashboard } from './dashboard.js';
import { log } from './log/log.js';
import { isConsolePath, LOGIN_PATH } from './paths.js';
import { people } from './people.js';
import { onlyAdmins } from './session/entry.js';
import { signIn } from './session/sign-in.js';
import { signOut } from './session/sign-out.js';
import { switches } from './switches.js';
import { trustedOrigins } from './trusted-origins/trusted-origins.js';
import { methodNotAllowedPage, notFoundPage } from './ui/error-pages.js';
import { show } from './ui/layout.js';

/** Their links appear in this order. */
const AREAS: readonly Area[] = [dashboard, apps, assignments, people, trustedOrigins, log, switches, signOut];

/** The Admin Console and the sign-in page that leads to it. Requests for other paths go to the next middleware. */
export function adminConsole(context: OrgContext, provider: Provider): Middleware {
  const navigation = AREAS.flatMap(({ link }) => (link ? [link] : []));
  const notices = new Map(AREAS.flatMap((area) => Object.entries(area.notices ?? {})));
  const router = new Router<AdminState>();
  for (const { routes } of AREAS) router.use(routes(context, provider).routes());
  const areas = router.routes() as unknown as Middleware;
  const enter = onlyAdmins(context, provider);
  const answerSignIn = signIn(context, provider);
  const login = new Router().get(LOGIN_PATH, answerSignIn).post(LOGIN_PATH, answerSignIn).routes() as Middleware;

  return async (ctx, next) => {
    if (!isConsolePath(ctx.path)) {
      await login(ctx, next);
      return;
    }
    const admin = ctx as unknown as AdminContext;
    Object.assign(admin.state, { navigation, notices });
    await enter(admin, async () => {
      await areas(ctx, async () => {
        const isKnownPath = (ctx['matched'] as readonly unknown[]).length > 0;
        show(admin, isKnownPath ? methodNotAllowedPage : notFoundPage());
      });
    });
  };
}
