"""A course or a study."""

from typing import Final

from sojourn.events.taxonomy.words.line import StageLine, StageWords

LEARNING: Final = StageLine(
    "learning",
    (
        StageWords(
            "Discovery",
            "了解",
            "course catalog, course page, course details, open day, prospectus, campus visit, trial lesson, info session, "
            "课程目录, 课程页, 开放日, 招生简章, 试听, 宣讲会",
            "search, brochure, ad, 搜索, 咨询",
        ),
        StageWords(
            "Enrolment",
            "报名",
            "enrol, enroll, enrolled, enrolment, enrollment, admission, admitted, tuition, tuition paid, placement test, "
            "course purchased, application, 报名, 录取, 缴学费, 分班测试, 选课, 购课",
            "register, registration, payment, 注册, 缴费",
        ),
        StageWords(
            "Learning",
            "学习",
            "lesson, lesson started, lecture, video lecture, module, chapter, homework, assignment, assignment submitted, tutorial, "
            "seminar, reading, practice, exercise, course started, forum post, tutor chat, 上课, 课时, 讲座, 章节, 作业, 练习, 研讨, 阅读, 答疑",
            "video, watch, quiz started, 视频, 观看",
        ),
        StageWords(
            "Assessment",
            "考核",
            "exam, exam taken, quiz, quiz passed, midterm, final exam, grade, graded, test taken, resit, thesis, 考试, 测验, 期中, 期末, 成绩, 补考, 论文",
            "test, score, result, 分数, 结果",
        ),
        StageWords(
            "Completion",
            "结业",
            "certificate, certificate issued, graduation, graduated, diploma, degree, course completed, course rated, alumni, "
            "结业, 毕业, 证书, 学位, 完课, 校友",
            "completed, survey, review, feedback, 完成, 评价, 问卷",
        ),
    ),
)  # fmt: skip
"""Five stages from choosing a course to its certificate."""
