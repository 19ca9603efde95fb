// A call of nx takes 3 s on an idle machine and six times that under load.
jest.setTimeout(600_000);
