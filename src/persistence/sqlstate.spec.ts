import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { CheckpointConflict } from '../core/checkpoint';
import { errorKind, isMissingPartition, type ErrorKind } from './sqlstate';

function refusal(code: string): DatabaseError {
  return Object.assign(new DatabaseError('refused', 0, 'error'), { code });
}

const codes: [string, ErrorKind, string][] = [
  ['08006', 'transient', 'connection failure'],
  ['21000', 'data', 'cardinality violation'],
  ['22021', 'data', 'character not in repertoire'],
  ['22P05', 'data', 'untranslatable character'],
  ['23505', 'data', 'unique violation'],
  ['25006', 'transient', 'read-only transaction'],
  ['25P02', 'fatal', 'in failed transaction'],
  ['25P03', 'transient', 'idle in transaction timeout'],
  ['28P01', 'fatal', 'invalid password'],
  ['3D000', 'fatal', 'no such database'],
  ['40001', 'transient', 'serialization failure'],
  ['40P01', 'transient', 'deadlock'],
  ['42501', 'fatal', 'insufficient privilege'],
  ['42P01', 'fatal', 'undefined table'],
  ['53100', 'transient', 'disk full'],
  ['53300', 'transient', 'too many connections'],
  ['54000', 'data', 'program limit exceeded'],
  ['55P03', 'transient', 'lock not available'],
  ['57014', 'transient', 'query cancelled'],
  ['57P01', 'transient', 'admin shutdown'],
  ['57P03', 'transient', 'cannot connect now'],
  ['58030', 'transient', 'I/O error'],
  ['XX000', 'transient', 'internal error'],
];

describe('errorKind', () => {
  it.each(codes)('%s is %s (%s)', (code, kind) => {
    expect(errorKind(refusal(code))).toBe(kind);
    expect(errorKind(new QueryFailedError('SELECT 1', [], refusal(code)))).toBe(kind);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])(
    '%s is transient',
    (code) => {
      expect(errorKind(Object.assign(new Error('socket'), { code }))).toBe('transient');
    },
  );

  it.each([
    'Connection terminated',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Query read timeout',
    'timeout expired',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Database connection provided by a query runner was already released, cannot continue to use its querying methods anymore.',
  ])('"%s" of the pg library is transient', (message) => {
    expect(errorKind(new Error(message))).toBe('transient');
    expect(errorKind(new QueryFailedError('SELECT 1', [], new Error(message)))).toBe('transient');
  });

  it.each([
    new TypeError('x is not a function'),
    new CheckpointConflict('a', 1, 2),
    Object.assign(new Error('wrong call'), { code: 'ERR_INVALID_ARG_TYPE' }),
    'a text',
    null,
  ])('%s is fatal', (error) => {
    expect(errorKind(error)).toBe('fatal');
  });
});

describe('isMissingPartition', () => {
  it('is a check violation without a constraint', () => {
    expect(isMissingPartition(refusal('23514'))).toBe(true);
    expect(isMissingPartition(Object.assign(refusal('23514'), { constraint: 'logs_check' }))).toBe(false);
    expect(isMissingPartition(refusal('23505'))).toBe(false);
    expect(isMissingPartition(new Error('no partition'))).toBe(false);
  });
});
