import { HttpDouble, type DoubleAnswer } from './http-double';

/** A program that takes every call. */
export class WebhookDouble extends HttpDouble {
  protected answer(): DoubleAnswer {
    return { status: 200, body: {} };
  }
}
