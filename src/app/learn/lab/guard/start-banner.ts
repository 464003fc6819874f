import { afterNextRender, ApplicationRef, DOCUMENT, inject, runInInjectionContext, type Injector } from '@angular/core';
import { GuardBanner } from './guard-banner';
import { PracticeGuard } from './practice-guard';

/** Shows on every page when the local org ignores a check: at the start, and when the user comes back from elsewhere. */
export function startBanner(injector: Injector): void {
  runInInjectionContext(injector, () => {
    const guard = inject(PracticeGuard);
    if (!guard.local) return;
    const document = inject(DOCUMENT);
    const application = inject(ApplicationRef);
    const look = (): void => {
      if (!document.hidden) void guard.load();
    };
    document.addEventListener('visibilitychange', look);
    document.defaultView?.addEventListener('focus', look);
    look();
    const mount = (): void => {
      const host = document.createElement('div');
      (document.querySelector('app-root') ?? document.body).prepend(host);
      application.bootstrap(GuardBanner, host);
    };
    // A component cannot be started while others are rendered.
    afterNextRender(() => void Promise.resolve().then(mount));
  });
}
