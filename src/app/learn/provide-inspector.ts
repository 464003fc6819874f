import { makeEnvironmentProviders, type EnvironmentProviders, type Injector } from '@angular/core';
import { BEFORE_PROOF, provideDpopObserver } from '../auth';
import { INSPECTION } from '../ui/inspection';
import { providePage } from './navigation/provide-page';
import { provideStart } from './provide-start';
import type { Inspector } from './start-inspector';

/**
 * Records every token and proof request, and shows them: by a button that opens a panel on every page, and at `/inspector`.
 * Stands before `provideRouter()`, since the last route of an app may match every address.
 *
 * Its code is loaded after the start of the app; what happens before waits for it. Requests do not.
 */
export function provideInspector(): EnvironmentProviders {
  let inspector: Inspector | undefined;
  let started!: (injector: Injector) => void;
  const running = new Promise<Injector>((resolve) => (started = resolve))
    .then(async (injector) => {
      inspector = (await import('./start-inspector')).startInspector(injector);
      injector.get(INSPECTION).set(inspector.inspection);
    })
    .catch((error: unknown) => reportError(error));

  return makeEnvironmentProviders([
    provideDpopObserver((event) => {
      const at = Date.now();
      return running.then(() => inspector?.record.take(event, at));
    }),
    { provide: BEFORE_PROOF, useValue: async (request: Parameters<Inspector['hold']>[0]) => inspector?.hold(request) },
    providePage('Inspector', {
      path: 'inspector',
      loadComponent: () => import('./page/inspector-page').then((m) => m.InspectorPage),
      title: 'Inspector · DPoP on Okta',
    }),
    provideStart(started),
  ]);
}
