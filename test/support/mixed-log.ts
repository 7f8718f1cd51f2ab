/** A line of made-up software, with the category that a person would give it. */
export interface LabelledLine {
  readonly message: string;
  readonly label: string;
}

type Draw = (limit: number) => number;
type Kind = readonly [label: string, line: (draw: Draw) => string];

const NAMES = 'ana bruno chen dario elif fatou goran hana ivo jun kofi lena mirek nadia otto pia'.split(' ');
const SITES = 'north south harbour airport museum stadium depot clinic'.split(' ');
const PARTS = 'pump valve conveyor burner mixer press cutter dryer'.split(' ');

function pick(words: readonly string[], draw: Draw): string {
  return words[draw(words.length)] ?? '';
}

/** Five kinds of software that nothing was trained on: a tram depot, a greenhouse, a brewery, a library, a quarry. */
const KINDS: readonly Kind[] = [
  ['System Notification', (d) => `tram ${String(d(90))} left depot ${pick(SITES, d)} on line ${String(d(20))}`],
  ['System Notification', (d) => `tram ${String(d(90))} entered depot ${pick(SITES, d)} after ${String(d(400))} km`],
  ['Error', (d) => `tram ${String(d(90))}: door ${String(d(6))} did not close, try ${String(d(3))} of 3 failed`],
  [
    'Critical Error',
    (d) => `tram ${String(d(90))}: traction inverter lost, vehicle out of service at stop ${String(d(200))}`,
  ],
  [
    'Error',
    (d) => `ticket validator ${String(d(900))} could not reach the fare server: timeout after ${String(d(9000))} ms`,
  ],
  ['System Notification', (d) => `greenhouse bay ${String(d(12))}: shade screen moved to position ${String(d(100))}`],
  ['System Notification', (d) => `irrigation cycle ${String(d(9000))} finished for bay ${String(d(12))}`],
  [
    'Error',
    (d) => `irrigation cycle ${String(d(9000))} aborted for bay ${String(d(12))}: ${pick(PARTS, d)} does not respond`,
  ],
  ['Error', (d) => `nutrient dosing failed in bay ${String(d(12))}: conductivity probe returned no value`],
  ['User Action', (d) => `grower ${pick(NAMES, d)} changed the climate recipe of bay ${String(d(12))}`],
  ['User Action', (d) => `grower ${pick(NAMES, d)} signed in at panel ${String(d(12))}`],
  ['System Notification', (d) => `brew ${String(d(5000))} moved from mash to lauter after ${String(d(90))} min`],
  ['Error', (d) => `brew ${String(d(5000))}: ${pick(PARTS, d)} tripped while pumping wort, step repeated`],
  [
    'Workflow Error',
    (d) => `release of brew ${String(d(5000))} is blocked: laboratory sign-off by ${pick(NAMES, d)} is missing`,
  ],
  [
    'Workflow Error',
    (d) => `approval of purchase ${String(d(7000))} was sent to ${pick(NAMES, d)}, who no longer works here`,
  ],
  ['User Action', (d) => `reader ${String(d(99999))} borrowed item ${String(d(99999))} at desk ${pick(SITES, d)}`],
  ['User Action', (d) => `reader ${String(d(99999))} returned item ${String(d(99999))} at desk ${pick(SITES, d)}`],
  [
    'Workflow Error',
    (d) => `interlibrary request ${String(d(9999))} was routed to a branch that is closed: ${pick(SITES, d)}`,
  ],
  [
    'Deprecation Warning',
    (d) =>
      `catalogue client ${String(d(40))} still uses the Z39.50 gateway, which will be removed in release ${String(3 + d(2))}`,
  ],
  ['Security Alert', (d) => `reader card ${String(d(99999))} was refused at gate ${String(d(8))}: reported stolen`],
  [
    'Security Alert',
    (d) => `blast permit ${String(d(900))} was requested with a forged signature by ${pick(NAMES, d)}`,
  ],
  ['Critical Error', (d) => `crusher ${String(d(4))} stopped: emergency stop line open, whole plant is down`],
  [
    'System Notification',
    (d) => `truck ${String(d(40))} weighed ${String(20_000 + d(20_000))} kg at gate ${pick(SITES, d)}`,
  ],
  ['Error', (d) => `weighbridge ${String(d(3))}: calibration record ${String(d(900))} cannot be read`],
  ['HTTP Status', (d) => `GET /quarry/trucks/${String(d(900))} answered 200 in ${String(d(90))} ms`],
];

/** Lines in random order, the first kinds more often than the last; the same for the same seed (mulberry32). */
export function mixedLog(count: number, seed: number): LabelledLine[] {
  let state = seed;
  const draw: Draw = (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
  return Array.from({ length: count }, () => {
    const [label, line] = KINDS[Math.min(draw(KINDS.length), draw(KINDS.length))] ?? ['', () => ''];
    return { message: line(draw), label };
  });
}
