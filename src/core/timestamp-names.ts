/** Month abbreviations and names, lower case without points: English, German, French, Spanish, Italian, Portuguese, Dutch. */
const MONTH_NAMES: readonly string[] = [
  'jan january januar janv janvier ene enero gen gennaio janeiro januari',
  'feb february februar févr fév fevr février febrero febbraio fev fevereiro februari',
  'mar march mär märz mrz mars marzo março mrt maart',
  'apr april avr avril abr abril aprile',
  'may mai mayo mag maggio maio mei',
  'jun june juni juin junio giu giugno junho',
  'jul july juli juil juillet julio lug luglio julho',
  'aug august août aout ago agosto augustus',
  'sep september sept septembre septiembre set settembre setembro',
  'oct october okt oktober octobre octubre ott ottobre out outubro',
  'nov november novembre noviembre novembro',
  'dec december dez dezember déc décembre dic diciembre dicembre dezembro',
];

const MONTHS = new Map<string, number>();
MONTH_NAMES.forEach((names, index) => {
  for (const name of names.split(' ')) {
    MONTHS.set(name, index);
    // Written like this in nearly every log, so that the usual look-up needs no lower-casing.
    MONTHS.set(name.charAt(0).toUpperCase() + name.slice(1), index);
  }
});

/** Hours east of UTC. Names that several zones share (CST, IST) stand for the zone that servers use most. */
const ZONE_HOURS: Readonly<Record<string, number>> = {
  ...{ Z: 0, z: 0, UTC: 0, GMT: 0, UT: 0, WET: 0 },
  ...{ WEST: 1, BST: 1, CET: 1, MEZ: 1, CEST: 2, MESZ: 2, EET: 2, SAST: 2, EEST: 3, MSK: 3, TRT: 3 },
  ...{ PKT: 5, IST: 5.5, WIB: 7, SGT: 8, HKT: 8, AWST: 8, JST: 9, KST: 9, ACST: 9.5, AEST: 10, AEDT: 11 },
  ...{ NZST: 12, NZDT: 13, BRT: -3, EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7 },
  ...{ AKST: -9, AKDT: -8, HST: -10 },
};
const ZONES = new Map(Object.entries(ZONE_HOURS).map(([name, hours]) => [name, hours * 60]));

/** Index 0–11 of a month's name or abbreviation, with or without its point; -1 when it is none. */
export function monthIndex(name: string): number {
  return MONTHS.get(name) ?? MONTHS.get(name.toLowerCase().replace('.', '')) ?? -1;
}

/** Minutes east of UTC of a zone abbreviation, or null when it is none we know. */
export function zoneOffset(name: string): number | null {
  return ZONES.get(name) ?? null;
}
