import type { Routes } from '@angular/router';
import { Callback } from './auth/callback';
import { SignedIn } from './auth/signed-in';
import { signedInGuard } from './auth/signed-in.guard';
import { Home } from './home/home';

export const routes: Routes = [
  { path: '', pathMatch: 'full', component: Home, title: 'DPoP on Okta' },
  {
    path: '',
    component: SignedIn,
    canActivateChild: [signedInGuard],
    children: [
      {
        path: 'profile',
        loadComponent: () => import('./profile/profile').then((m) => m.Profile),
        title: 'Profile · DPoP on Okta',
      },
      {
        path: 'users',
        loadComponent: () => import('./users/users').then((m) => m.Users),
        title: 'Users · DPoP on Okta',
      },
    ],
  },
  { path: 'login/callback', component: Callback, title: 'Signing in · DPoP on Okta' },
  {
    path: 'unsupported',
    loadComponent: () => import('./auth/unsupported').then((m) => m.Unsupported),
    title: 'Browser not supported · DPoP on Okta',
  },
  {
    path: '**',
    loadComponent: () => import('./not-found/not-found').then((m) => m.NotFound),
    title: 'Not found · DPoP on Okta',
  },
];
