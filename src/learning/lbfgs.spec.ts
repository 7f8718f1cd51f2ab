import { minimize, type Objective } from './lbfgs';

const STOP = { tolerance: 1e-8, maxIterations: 500 };

describe('minimize', () => {
  it('finds the minimum of an ill-conditioned quadratic', () => {
    const scales = [1, 10, 100, 1000, 10_000];
    const objective: Objective = (x, gradient) =>
      scales.reduce((value, scale, i) => {
        const distance = (x[i] ?? 0) - i;
        gradient[i] = scale * distance;
        return value + (scale * distance * distance) / 2;
      }, 0);
    minimize(objective, new Float64Array(5), STOP).forEach((value, i) => {
      expect(value).toBeCloseTo(i, 6);
    });
  });

  it('follows a curved valley (Rosenbrock)', () => {
    const objective: Objective = (point, gradient) => {
      const [x = 0, y = 0] = point;
      gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
      gradient[1] = 200 * (y - x * x);
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    };
    const [x, y] = minimize(objective, Float64Array.of(-1.2, 1), STOP);
    expect(x).toBeCloseTo(1, 6);
    expect(y).toBeCloseTo(1, 6);
  });

  it('stays at a minimum and leaves the start untouched', () => {
    const start = Float64Array.of(3);
    const objective: Objective = (x, gradient) => {
      gradient[0] = (x[0] ?? 0) - 3;
      return ((x[0] ?? 0) - 3) ** 2 / 2;
    };
    expect(minimize(objective, start, STOP)).toEqual(start);
    minimize(objective, Float64Array.of(0), STOP);
    expect(start[0]).toBe(3);
  });
});
