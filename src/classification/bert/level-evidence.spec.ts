import { CATEGORY_NAMES, TRIAGES } from '../../core/verdict';
import { levelBandOf, withLevel } from './level-evidence';

/** Probabilities of the default categories: those given, the rest spread evenly. */
function among(given: Readonly<Record<string, number>>): number[] {
  const rest = 1 - Object.values(given).reduce((sum, p) => sum + p, 0);
  return CATEGORY_NAMES.map((name) => given[name] ?? rest / (CATEGORY_NAMES.length - Object.keys(given).length));
}

function best(given: Readonly<Record<string, number>>, band: Parameters<typeof withLevel>[2]): string | undefined {
  const probabilities = withLevel(CATEGORY_NAMES, among(given), band);
  return CATEGORY_NAMES[probabilities.indexOf(Math.max(...probabilities))];
}

it.each([
  ['', 9, null],
  ['DEBUG', 5, 'info'],
  ['NOTICE', 10, 'info'],
  ['WARN', 13, 'warn'],
  ['ERROR', 17, 'error'],
  ['CRITICAL', 18, 'fatal'],
  ['FATAL', 21, 'fatal'],
])('%s is of the band %s %s', (level, severityNumber, band) => {
  expect(levelBandOf({ level, severityNumber })).toBe(band);
});

it('settles what the words leave open', () => {
  const open = { Error: 0.5, 'System Notification': 0.4 };
  expect([null, 'info', 'error', 'fatal'].map((band) => best(open, band as 'info' | null))).toEqual([
    'Error',
    'System Notification',
    'Error',
    'Error',
  ]);
  expect(best({ Error: 0.45, 'Critical Error': 0.4 }, 'fatal')).toBe('Critical Error');
});

it('does not turn over what the words say', () => {
  expect(best({ 'System Notification': 0.95 }, 'error')).toBe('System Notification');
  expect(best({ Error: 0.95 }, 'info')).toBe('Error');
});

it('gives probabilities, for triages too', () => {
  const urgency = withLevel(
    TRIAGES,
    TRIAGES.map(() => 1 / TRIAGES.length),
    'fatal',
  );
  expect(urgency.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
  expect(TRIAGES[urgency.indexOf(Math.max(...urgency))]).toBe('incident');
});

it('knows nothing about labels of a user', () => {
  expect(withLevel(['Error', 'Billing'], [0.4, 0.6], 'error')).toEqual([0.4, 0.6]);
});
