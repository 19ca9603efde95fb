VACUUM FULL comments;
