import { inject, Injector, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { provideDock } from '../dock/provide-dock';
import { providePage } from '../navigation/provide-page';

/**
 * The walkthrough: Okta's two tutorials, beside the app. It is a panel of `provideInspector()`, whose record it follows. Its
 * link and `/walkthrough` open it on the page that is shown.
 */
export function provideWalkthrough(): EnvironmentProviders {
  return makeEnvironmentProviders([
    providePage('Walkthrough', {
      path: 'walkthrough',
      canActivate: [
        () => {
          const injector = inject(Injector);
          return import('../start-inspector').then((m) => m.openDock(injector, 'walkthrough'));
        },
      ],
      children: [],
    }),
    provideDock({ name: 'walkthrough', key: 'w', load: () => import('./panel/walkthrough-panel') }),
  ]);
}
