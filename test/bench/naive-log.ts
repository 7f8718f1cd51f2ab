import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A classified log as the usual service stores it. */
@Entity('naive_logs')
export class NaiveLog {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('timestamptz') timestamp!: Date;
  @Column('text') source!: string;
  @Column('text') message!: string;
  @Column('text') category!: string;
  @Column('smallint') severity!: number;
  @Column('text') triage!: string;
  @Column('real') confidence!: number;
  @Column('jsonb') fields!: object;
}
