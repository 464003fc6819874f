import { isPlatformServer } from '@angular/common';
import { inject, Injector, PLATFORM_ID, provideEnvironmentInitializer, type EnvironmentProviders } from '@angular/core';

/** Runs something at the start of the app, in a browser only. */
export function provideStart(start: (injector: Injector) => void): EnvironmentProviders {
  return provideEnvironmentInitializer(() => {
    if (!isPlatformServer(inject(PLATFORM_ID))) start(inject(Injector));
  });
}
