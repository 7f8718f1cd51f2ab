import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A record that could not be kept as a log, with the bytes that arrived. */
@Entity('dead_letters')
export class DeadLetterEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'dead_letters_pkey' })
  id!: string;

  @Column({ type: 'text' })
  origin!: string;

  /** Null only for a stream record without a value. */
  @Column({ type: 'bytea', nullable: true })
  raw!: Buffer | null;

  @Column({ name: 'observed_at', type: 'timestamptz' })
  observedAt!: Date;

  @Column({ type: 'text' })
  stage!: string;

  @Column({ type: 'text' })
  code!: string;

  @Column({ type: 'text' })
  detail!: string;

  @Column({ name: 'replayed_at', type: 'timestamptz', nullable: true })
  replayedAt!: Date | null;

  /** Topic of the stream record; null, as the following, when it came from no stream. */
  @Column({ type: 'text', nullable: true })
  topic!: string | null;

  @Column({ type: 'integer', nullable: true })
  partition!: number | null;

  @Column({ name: 'record_offset', type: 'bigint', nullable: true })
  recordOffset!: string | null;

  @Column({ name: 'record_at', type: 'timestamptz', nullable: true })
  recordAt!: Date | null;

  @Column({ type: 'bytea', nullable: true })
  key!: Buffer | null;

  /** Base64 by name. */
  @Column({ type: 'jsonb', nullable: true })
  headers!: Record<string, string> | null;
}
