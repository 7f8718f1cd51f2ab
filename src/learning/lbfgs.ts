/** A smooth function: returns its value at `x` and writes its gradient into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimizeOptions {
  /** Stop when no component of the gradient is larger. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Pairs of steps and gradient changes from which the curvature is estimated. */
const MEMORY = 10;
/** Share of the decrease that the slope promises and a step must deliver (Armijo condition). */
const SUFFICIENT_DECREASE = 1e-4;
const MAX_HALVINGS = 30;

interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

/**
 * Limited-memory BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4 and 3.1).
 * Deterministic; meant for convex functions, where it ends at the one minimum.
 * @returns the point reached from `start`
 */
export function minimize(objective: Objective, start: Float64Array, options: MinimizeOptions): Float64Array {
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  const corrections: Correction[] = [];

  for (let iteration = 0; iteration < options.maxIterations && largest(gradient) > options.tolerance; iteration++) {
    const direction = descent(gradient, corrections);
    const slope = dot(gradient, direction);
    // Without curvature known yet, a unit step along the gradient may be far too long.
    let length = corrections.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const nextGradient = new Float64Array(x.length);
    let next = along(x, direction, length);
    let nextValue = objective(next, nextGradient);
    for (let halving = 0; nextValue > value + SUFFICIENT_DECREASE * length * slope; halving++) {
      // Rounding leaves nothing to gain: the point is as good as floating point allows.
      if (halving === MAX_HALVINGS) return x;
      length /= 2;
      next = along(x, direction, length);
      nextValue = objective(next, nextGradient);
    }
    const step = difference(next, x);
    const change = difference(nextGradient, gradient);
    const curvature = dot(step, change);
    if (curvature > 0) {
      corrections.push({ step, change, rho: 1 / curvature });
      if (corrections.length > MEMORY) corrections.shift();
    }
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
  return x;
}

/** The quasi-Newton direction: the two-loop recursion over the remembered corrections. */
function descent(gradient: Float64Array, corrections: readonly Correction[]): Float64Array {
  const direction = gradient.map((component) => -component);
  const alphas: number[] = [];
  for (const { step, change, rho } of corrections.toReversed()) {
    const alpha = rho * dot(step, direction);
    add(direction, change, -alpha);
    alphas.push(alpha);
  }
  const last = corrections.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    direction.forEach((component, i) => (direction[i] = component * scale));
  }
  for (const { step, change, rho } of corrections) {
    const alpha = alphas.pop() ?? 0;
    add(direction, step, alpha - rho * dot(change, direction));
  }
  return direction;
}

function along(x: Float64Array, direction: Float64Array, length: number): Float64Array {
  const point = x.slice();
  add(point, direction, length);
  return point;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((component, i) => component - (b[i] ?? 0));
}

function add(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) + factor * (vector[i] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function largest(vector: Float64Array): number {
  let top = 0;
  for (const component of vector) top = Math.max(top, Math.abs(component));
  return top;
}
