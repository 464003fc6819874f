import {
  afterNextRender,
  ApplicationRef,
  DOCUMENT,
  effect,
  inject,
  runInInjectionContext,
  type Injector,
} from '@angular/core';
import { Session } from '../../../auth';
import { GuardBanner } from './guard-banner';
import { PracticeGuard } from './practice-guard';

/**
 * Shows on every page when the local org ignores a check. It is asked once somebody is signed in, and when the user comes back
 * from elsewhere, such as the console. The app itself asks the org for nothing before a sign-in.
 */
export function startBanner(injector: Injector): void {
  runInInjectionContext(injector, () => {
    const guard = inject(PracticeGuard);
    if (!guard.local) return;
    const document = inject(DOCUMENT);
    const application = inject(ApplicationRef);
    const session = inject(Session);
    const look = (): void => {
      if (session.signedIn() && !document.hidden) void guard.load();
    };
    document.addEventListener('visibilitychange', look);
    document.defaultView?.addEventListener('focus', look);
    effect(look);
    const mount = (): void => {
      const host = document.createElement('div');
      (document.querySelector('app-root') ?? document.body).prepend(host);
      application.bootstrap(GuardBanner, host);
    };
    // A component cannot be started while others are rendered.
    afterNextRender(() => void Promise.resolve().then(mount));
  });
}
