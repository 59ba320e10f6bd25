BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
INSERT INTO "alembic_version" VALUES('e43177bfe90b');
CREATE TABLE assignment (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	duedate DATETIME, 
	course_id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "assignment" VALUES('cea2fa345a944d2bb5c3a8aa68529fcf','01-double',NULL,'measure-the-hub');
CREATE TABLE base_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	notebook_id VARCHAR(32) NOT NULL, 
	type VARCHAR(50), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id, type), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "base_cell" VALUES('0bef105e814b405096d3940024f7882f','check_double','71ab9b61667b48048b631692bb635bcb','GradeCell');
INSERT INTO "base_cell" VALUES('406396ec4c654b35865f4974ef44730c','graded_double','71ab9b61667b48048b631692bb635bcb','GradeCell');
INSERT INTO "base_cell" VALUES('44dfd872fb91434bb77bc5e6b77cb97d','memo_doubling','71ab9b61667b48048b631692bb635bcb','GradeCell');
INSERT INTO "base_cell" VALUES('3c14e6be24bb4193ba0449a4d9d718b6','double','71ab9b61667b48048b631692bb635bcb','SolutionCell');
INSERT INTO "base_cell" VALUES('7ccc77f7e63c4e83b32a5f3eb68d7cac','memo_doubling','71ab9b61667b48048b631692bb635bcb','SolutionCell');
CREATE TABLE comment (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_comment TEXT, 
	manual_comment TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "comment" VALUES('a376f3d2858a4ef69296f63cae39ad34','fa3a410abcc04ed0940020113d609bc2','3c14e6be24bb4193ba0449a4d9d718b6','right.',NULL);
INSERT INTO "comment" VALUES('558542fd4f054c798649f6b44781a204','fa3a410abcc04ed0940020113d609bc2','7ccc77f7e63c4e83b32a5f3eb68d7cac',NULL,NULL);
INSERT INTO "comment" VALUES('ee9015754aec43b8889f89c7ba0c02f7','590b929645094784adef6bf996a6f4ee','3c14e6be24bb4193ba0449a4d9d718b6','wrong: double(four) returned 16; expected 8. Hint: twice, not squared.',NULL);
INSERT INTO "comment" VALUES('1185763060e04d4f91b86bb4bff0d7b9','590b929645094784adef6bf996a6f4ee','7ccc77f7e63c4e83b32a5f3eb68d7cac',NULL,NULL);
INSERT INTO "comment" VALUES('5d0c37ed6a264654895003d355b3d22e','6693fdda99554b58946a96d39219bb23','3c14e6be24bb4193ba0449a4d9d718b6','broken: double(four) raised IndexError: list index out of range, at `return [][number]`.',NULL);
INSERT INTO "comment" VALUES('79e9c597b3f94ae7afa7d70363b5284a','6693fdda99554b58946a96d39219bb23','7ccc77f7e63c4e83b32a5f3eb68d7cac',NULL,NULL);
CREATE TABLE course (
	id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (id)
);
INSERT INTO "course" VALUES('measure-the-hub');
INSERT INTO "course" VALUES('default_course');
CREATE TABLE course_record (
	student_id VARCHAR(128) NOT NULL, 
	assignment VARCHAR(128) NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	version VARCHAR(64) NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (student_id, assignment)
);
INSERT INTO "course_record" VALUES('ada','01-double','a399305260fbad4f7ff41efd7dbfe76c5666797e15a52e13a5afa1254cae0d44','816c760ad9feb9d67404267c.17c1.2-960ed5a3','{"checks": {"double": ["check_double", "graded_double"]}, "content": "a399305260fbad4f7ff41efd7dbfe76c5666797e15a52e13a5afa1254cae0d44", "fault": "", "graded_at": "2026-11-30T03:57:41.869397+00:00", "result": {"answers": [{"code": "def double(number):\n    return number * 2", "comment": "", "looked_at": "Graded on zero and on text.", "name": "double", "out_of": 3.0, "points": 3.0, "sentence": "", "state": "right"}], "late_penalty": 0.0, "lesson": "01-double", "memos": [{"comment": "", "name": "memo_doubling", "out_of": 12.0, "points": null, "written": true}], "repairs": [], "seeds": []}, "scores": {"check_double": 1.0, "graded_double": 2.0, "memo_doubling": null}, "student": "ada", "version": "816c760ad9feb9d67404267c.17c1.2-960ed5a3"}');
INSERT INTO "course_record" VALUES('bo','01-double','9e8d685be454106d74aa8693a01cc294b0151e2be40a21dd71df2e53a47c2d18','816c760ad9feb9d67404267c.17c1.2-960ed5a3','{"checks": {"double": ["check_double", "graded_double"]}, "content": "9e8d685be454106d74aa8693a01cc294b0151e2be40a21dd71df2e53a47c2d18", "fault": "", "graded_at": "2026-11-30T03:57:42.521258+00:00", "result": {"answers": [{"code": "def double(number):\n    return number ** 2", "comment": "", "looked_at": "Graded on zero and on text.", "name": "double", "out_of": 3.0, "points": 0, "sentence": "double(four) returned 16; expected 8. Hint: twice, not squared.", "state": "wrong"}], "late_penalty": 0.0, "lesson": "01-double", "memos": [{"comment": "", "name": "memo_doubling", "out_of": 12.0, "points": null, "written": true}], "repairs": [], "seeds": []}, "scores": {"check_double": 0, "graded_double": 0, "memo_doubling": null}, "student": "bo", "version": "816c760ad9feb9d67404267c.17c1.2-960ed5a3"}');
INSERT INTO "course_record" VALUES('cy','01-double','52b581c0e526f88c4cef96e7c4c20856dac86b84acc63bbfff917b19c564ec69','816c760ad9feb9d67404267c.17c1.2-960ed5a3','{"checks": {"double": ["check_double", "graded_double"]}, "content": "52b581c0e526f88c4cef96e7c4c20856dac86b84acc63bbfff917b19c564ec69", "fault": "", "graded_at": "2026-11-30T03:57:42.636400+00:00", "result": {"answers": [{"code": "def double(number):\n    return [][number]", "comment": "", "looked_at": "Graded on zero and on text.", "name": "double", "out_of": 3.0, "points": 0, "sentence": "double(four) raised IndexError: list index out of range, at `return [][number]`.", "state": "broken"}], "late_penalty": 0.0, "lesson": "01-double", "memos": [{"comment": "", "name": "memo_doubling", "out_of": 12.0, "points": null, "written": true}], "repairs": [], "seeds": []}, "scores": {"check_double": 0, "graded_double": 0, "memo_doubling": null}, "student": "cy", "version": "816c760ad9feb9d67404267c.17c1.2-960ed5a3"}');
CREATE TABLE grade (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_score FLOAT, 
	manual_score FLOAT, 
	extra_credit FLOAT, 
	needs_manual_grade BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "grade" VALUES('0a44e0c69ee84a98bf448712d7d468e8','fa3a410abcc04ed0940020113d609bc2','0bef105e814b405096d3940024f7882f',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('670aa72a7dbf49dbba0d90db766889d6','fa3a410abcc04ed0940020113d609bc2','406396ec4c654b35865f4974ef44730c',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('d792186a325c4cb880913f408d6bbdfd','fa3a410abcc04ed0940020113d609bc2','44dfd872fb91434bb77bc5e6b77cb97d',NULL,NULL,NULL,1);
INSERT INTO "grade" VALUES('a5abb25ae9454f5b90b61a4692ced25e','590b929645094784adef6bf996a6f4ee','0bef105e814b405096d3940024f7882f',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('3ee4088cfd1c4d6ab28bd578ce8fcc5a','590b929645094784adef6bf996a6f4ee','406396ec4c654b35865f4974ef44730c',0.0,0.5,NULL,0);
INSERT INTO "grade" VALUES('bc83401af9204a7094c029db808923c3','590b929645094784adef6bf996a6f4ee','44dfd872fb91434bb77bc5e6b77cb97d',NULL,NULL,NULL,1);
INSERT INTO "grade" VALUES('31f21e6e80024a1690c926f6300d9e6c','6693fdda99554b58946a96d39219bb23','0bef105e814b405096d3940024f7882f',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('c161b93941554af6bc06852deb54054a','6693fdda99554b58946a96d39219bb23','406396ec4c654b35865f4974ef44730c',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('be1b77f5b9ec44b6ba82a4a9abb889ab','6693fdda99554b58946a96d39219bb23','44dfd872fb91434bb77bc5e6b77cb97d',NULL,NULL,NULL,1);
CREATE TABLE grade_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "grade_cells" VALUES('0bef105e814b405096d3940024f7882f',1.0,'code');
INSERT INTO "grade_cells" VALUES('406396ec4c654b35865f4974ef44730c',2.0,'code');
INSERT INTO "grade_cells" VALUES('44dfd872fb91434bb77bc5e6b77cb97d',12.0,'code');
CREATE TABLE notebook (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	assignment_id VARCHAR(32), 
	kernelspec VARCHAR(1024), 
	PRIMARY KEY (id), 
	UNIQUE (name, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id)
);
INSERT INTO "notebook" VALUES('71ab9b61667b48048b631692bb635bcb','double','cea2fa345a944d2bb5c3a8aa68529fcf','{"display_name": "Python 3", "language": "python", "name": "python3"}');
CREATE TABLE solution_cells (
	id VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "solution_cells" VALUES('3c14e6be24bb4193ba0449a4d9d718b6');
INSERT INTO "solution_cells" VALUES('7ccc77f7e63c4e83b32a5f3eb68d7cac');
CREATE TABLE source_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	locked BOOLEAN NOT NULL, 
	source TEXT, 
	checksum VARCHAR(128), 
	notebook_id VARCHAR(32), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "source_cell" VALUES('c4bd6aaddfa64dc6816be1f668824272','setup','code',1,'from course.check import expect','699d0dd705d3e2a3952bc472a2315730','71ab9b61667b48048b631692bb635bcb');
INSERT INTO "source_cell" VALUES('dd5fefd89d2b4d84ad65ac64b0378877','double','code',0,'def double(number):
    """Twice `number`."""
    raise NotImplementedError("your turn")','ddbb60565e8ff036558972dab144a86b','71ab9b61667b48048b631692bb635bcb');
INSERT INTO "source_cell" VALUES('2f86b9aec1544ece962a145f1334f726','check_double','code',1,'expect(double, [4], 8, "four", slips={16: "twice, not squared."})','016539b2bc8eac4c53433ed80dd15a24','71ab9b61667b48048b631692bb635bcb');
INSERT INTO "source_cell" VALUES('2f02529680574376a47c99d9f6169cd6','graded_double','code',1,'# Graded on zero and on text.
### BEGIN HIDDEN TESTS
expect(double, [0], 0, "zero")
expect(double, ["ab"], "abab", "text")
### END HIDDEN TESTS','0975ab72e96a5d78722146631e82a423','71ab9b61667b48048b631692bb635bcb');
INSERT INTO "source_cell" VALUES('fdf84014e33a470e839a672568e5a809','memo_doubling','code',0,'raise NotImplementedError("your turn")','8e2ae323d5db764cb5dc0639f7703849','71ab9b61667b48048b631692bb635bcb');
CREATE TABLE student (
	id VARCHAR(128) NOT NULL, 
	first_name VARCHAR(128), 
	last_name VARCHAR(128), 
	email VARCHAR(128), 
	lms_user_id VARCHAR(128), 
	PRIMARY KEY (id)
);
INSERT INTO "student" VALUES('ada',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('bo',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('cy',NULL,NULL,NULL,NULL);
CREATE TABLE submitted_assignment (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	student_id VARCHAR(128), 
	timestamp DATETIME, 
	extension DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (assignment_id, student_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id), 
	FOREIGN KEY(student_id) REFERENCES student (id)
);
INSERT INTO "submitted_assignment" VALUES('05df8b4ab14e47eb88c93ba0a4fcb146','cea2fa345a944d2bb5c3a8aa68529fcf','ada','2026-02-03 12:34:56.000000',NULL);
INSERT INTO "submitted_assignment" VALUES('adfbfb64d05f4caab2043609aa81b0eb','cea2fa345a944d2bb5c3a8aa68529fcf','bo','2026-02-03 12:34:56.000000',NULL);
INSERT INTO "submitted_assignment" VALUES('aef51b4beada4e3dae90c606b450e8cb','cea2fa345a944d2bb5c3a8aa68529fcf','cy','2026-02-03 12:34:56.000000',NULL);
CREATE TABLE submitted_notebook (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	notebook_id VARCHAR(32), 
	flagged BOOLEAN, 
	late_submission_penalty FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (notebook_id, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES submitted_assignment (id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "submitted_notebook" VALUES('fa3a410abcc04ed0940020113d609bc2','05df8b4ab14e47eb88c93ba0a4fcb146','71ab9b61667b48048b631692bb635bcb',0,NULL);
INSERT INTO "submitted_notebook" VALUES('590b929645094784adef6bf996a6f4ee','adfbfb64d05f4caab2043609aa81b0eb','71ab9b61667b48048b631692bb635bcb',0,NULL);
INSERT INTO "submitted_notebook" VALUES('6693fdda99554b58946a96d39219bb23','aef51b4beada4e3dae90c606b450e8cb','71ab9b61667b48048b631692bb635bcb',0,NULL);
CREATE TABLE task_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
COMMIT;
