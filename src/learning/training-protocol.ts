import type { TrainProgress } from './trainer';

/** The only thing that a training thread is told: to end. */
export interface ToTraining {
  readonly kind: 'stop';
}

/** Progress, then one `done` or `failed`. */
export type FromTraining =
  | ({ readonly kind: 'progress' } & TrainProgress)
  | { readonly kind: 'done'; readonly version: string }
  | { readonly kind: 'failed'; readonly detail: string };
