import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A record that could not be kept as a log, with the bytes that arrived. */
@Entity('dead_letters')
export class DeadLetterEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'dead_letters_pkey',
  })
  id!: string;

  @Column({ type: 'text' })
  origin!: string;

  @Column({ type: 'bytea' })
  raw!: Buffer;

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
}
