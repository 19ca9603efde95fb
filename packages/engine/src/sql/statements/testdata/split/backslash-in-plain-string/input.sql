SELECT 'C:\'; SELECT '\';
