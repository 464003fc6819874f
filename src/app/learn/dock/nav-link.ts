import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';

/** The way to the page of the inspector, in the navigation of an app. */
@Component({
  selector: 'app-inspector-link',
  imports: [RouterLink, RouterLinkActive],
  template: `<a routerLink="/inspector" routerLinkActive ariaCurrentWhenActive="page">Inspector</a>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NavLink {}
