import type { HttpRequest } from '@angular/common/http';
import {
  afterNextRender,
  ApplicationRef,
  DOCUMENT,
  inject,
  runInInjectionContext,
  type ComponentRef,
  type Injector,
  type Type,
} from '@angular/core';
import { NavigationEnd, Router, type UrlTree } from '@angular/router';
import { filter } from 'rxjs';
import type { Inspection } from '../ui/inspection';
import { DockState, type DockName } from './dock/dock-state';
import { mountDocks } from './dock/mount-docks';
import { DOCK_PANELS } from './dock/provide-dock';
import { RequestsButton } from './dock/requests-button';
import { NavLinks } from './navigation/nav-links';
import { InspectorRecord } from './record/inspector-record';
import { exchangeOf } from './record/exchange-of';
import { StepMode } from './step/step-mode';
import { adoptStyles } from './styles';

export interface Inspector {
  record: Pick<InspectorRecord, 'take'>;
  inspection: Inspection;
  hold: (request: HttpRequest<unknown>) => Promise<unknown> | undefined;
}

/** Where an app wants the button; without it the button floats. */
const BUTTON_PLACE = '[data-inspector=button]';
/** Where an app has its links to pages. */
const NAVIGATION = '[data-inspector=navigation]';
/** Where an app shows the last signed request, live. */
const LIVE_PLACE = '[data-inspector=live]';

/** Runs the inspector in an app: records, and mounts its button, its panel and its live card. */
export function startInspector(injector: Injector): Inspector {
  return runInInjectionContext(injector, () => {
    const record = inject(InspectorRecord);
    const step = inject(StepMode);
    const document = inject(DOCUMENT);
    const application = inject(ApplicationRef);
    const router = inject(Router);
    adoptStyles(document);
    const inspection: Inspection = {
      linkTo: (problem) => {
        const exchange = exchangeOf(record.entries(), problem);
        return exchange === undefined ? undefined : router.createUrlTree(['/inspector'], { queryParams: { exchange } });
      },
    };

    const mount = <T>(component: Type<T>, place: Element): ComponentRef<T> => {
      const hostElement = document.createElement('div');
      place.append(hostElement);
      return application.bootstrap(component, hostElement);
    };

    let live: ComponentRef<unknown> | undefined;
    const mountLive = async (): Promise<void> => {
      if (live && !(live.location.nativeElement as Element).isConnected) {
        live.destroy();
        live = undefined;
      }
      const place = document.querySelector(LIVE_PLACE);
      if (!place || live) return;
      const { LiveRequest } = await import('./live/live-request');
      live ??= mount(LiveRequest, place);
    };

    const start = (): void => {
      const navigation = document.querySelector(NAVIGATION);
      if (navigation) mount(NavLinks, navigation);
      mount(RequestsButton, document.querySelector(BUTTON_PLACE) ?? document.body);
      void mountLive();
      router.events
        .pipe(filter((event) => event instanceof NavigationEnd))
        .subscribe(() => afterNextRender({ read: () => void mountLive() }, { injector }));
    };
    // A component cannot be started while others are rendered.
    afterNextRender(() => void Promise.resolve().then(start));

    mountDocks([
      { name: 'requests', key: 'i', load: async () => ({ component: (await import('./dock/dock')).Dock }) },
      ...(inject(DOCK_PANELS, { optional: true }) ?? []),
    ]);

    return { record, inspection, hold: (request) => step.hold(request) };
  });
}

/** Opens a panel. @returns the page that is shown already */
export function openDock(injector: Injector, name: DockName): UrlTree {
  const router = injector.get(Router);
  injector.get(DockState).open(name);
  return router.parseUrl(router.url);
}
