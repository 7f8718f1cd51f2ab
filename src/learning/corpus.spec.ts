import { InputError } from '../core/errors';
import { parseLabelledCsv } from './corpus';

describe('parseLabelledCsv', () => {
  it('reads the columns under either name, whatever their case and order', () => {
    const csv = '\uFEFFTarget Label,id,LOG_MESSAGE,Triage,severity\nError,7,"a, ""b""",Incident,9\nHTTP Status,8,c,,\n';
    expect(parseLabelledCsv(csv, 'x.csv', 'app')).toEqual([
      { message: 'a, "b"', category: 'Error', triage: 'incident', severity: 9, family: 'app' },
      { message: 'c', category: 'HTTP Status', triage: null, severity: null, family: 'app' },
    ]);
  });

  it('takes the family from its column', () => {
    const rows = parseLabelledCsv('message,category,family\na,E,nginx\nb,E,\n', 'x.csv', 'file');
    expect(rows.map(({ family }) => family)).toEqual(['nginx', 'file']);
  });

  it('names every bad row and what is wrong with it', () => {
    const csv = 'message,category,triage,severity\n,E,,\na,,,\nb,E,soon,11\nc,E,,2.5\nd,E,normal,10\n';
    let problem: unknown;
    try {
      parseLabelledCsv(csv, 'bad.csv');
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(InputError);
    expect((problem as InputError).issues).toEqual([
      { where: 'row 1', detail: 'the message is empty' },
      { where: 'row 2', detail: 'the label is empty' },
      { where: 'row 3', detail: 'triage "soon" is none of incident, preventive_action, normal' },
      { where: 'row 3', detail: 'severity "11" is no whole number from 1 to 10' },
      { where: 'row 4', detail: 'severity "2.5" is no whole number from 1 to 10' },
    ]);
  });

  it.each([
    ['text,category\na,b\n', 'bad.csv: no column message or log_message'],
    ['message,label\na,b\n', 'bad.csv: no column category or target_label'],
    ['message,category\n"a,b\n', /bad\.csv: Quote Not Closed/],
    ['message,category\na,b,c\n', /bad\.csv: Invalid Record Length/],
  ])('refuses %j', (csv, problem) => {
    expect(() => parseLabelledCsv(csv, 'bad.csv')).toThrow(problem);
  });
});
